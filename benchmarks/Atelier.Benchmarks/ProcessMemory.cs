using System.Globalization;

namespace Atelier.Benchmarks;

/// <summary>Resident memory of processes, as the kernel counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest resident memory since the start or the last <see cref="ResetPeak"/>, in bytes; 0 where it is not known.</summary>
    public static long Peak(int? process = null)
    {
        var path = $"/proc/{process?.ToString(CultureInfo.InvariantCulture) ?? "self"}/status";
        if (!File.Exists(path))
            return 0;
        var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Lets this process's peak begin anew; without the right to, it stays.</summary>
    public static void ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A peak since the start is an upper bound, so it may stand.
        }
    }
}
