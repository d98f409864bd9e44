using Atelier.Cli.Shell;

namespace Atelier.Cli.Diagnosis;

/// <summary>All that the doctor looks at, in the order of the report.</summary>
internal static class Examination
{
    public static IEnumerable<Finding> Run(string? root) =>
    [
        .. Guarded("machine", MachineChecks.Run),
        .. Guarded("disk", () => DiskChecks.Run(root)),
        .. Guarded("libtorch", TorchChecks.Run),
        .. Guarded("codecs", () => [FileChecks.Codecs()]),
        .. Guarded("Embree", () => [FileChecks.Embree()]),
        .. Guarded("stamps", () => [FileChecks.Stamps()]),
        .. Guarded("models", ModelChecks.Run),
    ];

    /// <summary>What a check finds; its own failure is a finding as well, for on a broken machine the others are wanted all the more.</summary>
    internal static IEnumerable<Finding> Guarded(string topic, Func<IEnumerable<Finding>> check)
    {
        try
        {
            return [.. check()];
        }
        catch (Exception fault)
        {
            return [Finding.Problem(topic, $"could not be looked at: {ErrorText.Of(fault)}", "Mend what the message names, and ask again.")];
        }
    }
}
