using System.Globalization;

namespace Atelier.Cli.Diagnosis;

/// <summary>How many programs want to compute.</summary>
internal static class MachineLoad
{
    /// <summary>The mean of the last minute; 0 where it is not known.</summary>
    public static double Read()
    {
        const string path = "/proc/loadavg";
        return File.Exists(path) && double.TryParse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? load : 0;
    }
}
