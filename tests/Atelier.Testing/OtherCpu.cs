using System.Diagnostics;

namespace Atelier.Testing;

/// <summary>Runs a class of the calling test project again in a process that may use a part of this CPU only.</summary>
public static class OtherCpu
{
    /// <summary>The exit code, 0 where all passed, and what the runner wrote.</summary>
    /// <param name="isa">A value of <c>ATELIER_ISA</c>.</param>
    /// <param name="testClass">The class.</param>
    public static (int Code, string Text) Run(string isa, Type testClass)
    {
        var program = Path.Combine(AppContext.BaseDirectory, testClass.Assembly.GetName().Name!);
        var start = new ProcessStartInfo(program, ["--filter-class", testClass.FullName!, "--no-ansi", "--progress", "off"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ATELIER_ISA"] = isa;
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text.Result + errors);
    }
}
