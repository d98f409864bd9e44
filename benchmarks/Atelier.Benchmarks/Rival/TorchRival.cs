using System.Diagnostics;
using System.Globalization;

namespace Atelier.Benchmarks.Rival;

/// <summary>A Python process that does the same work with torch, one step a line of its input.</summary>
internal sealed class TorchRival : IDisposable
{
    private readonly Process _process;

    private TorchRival(Process process, string name) => (_process, Name) = (process, name);

    /// <summary>Such as <c>Python torch 1.13.1</c>.</summary>
    public string Name { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts the rival; null where no Python with torch is found, which is said in a note.</summary>
    /// <param name="arguments">The workload and its sizes.</param>
    /// <param name="threads">Threads of one operator.</param>
    /// <param name="note">Takes the reason of a null.</param>
    public static TorchRival? Start(string arguments, int threads, Action<string> note)
    {
        var python = Environment.GetEnvironmentVariable("ATELIER_PYTHON") is { Length: > 0 } given ? given : "/usr/bin/python3";
        if (!File.Exists(python))
        {
            note($"no rival: there is no {python}; set ATELIER_PYTHON to a Python that has torch");
            return null;
        }

        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in new[] { "-c", Script(), threads.ToString(CultureInfo.InvariantCulture) }.Concat(arguments.Split(' ')))
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() is { } name)
            return new(process, name);
        var reason = process.StandardError.ReadToEnd().Trim().Split('\n')[^1];
        process.Dispose();
        note($"no rival: {python} says '{reason}'; install python3-torch, or set ATELIER_PYTHON to a Python that has torch");
        return null;
    }

    /// <summary>Does the work once; the times are the rival's own count.</summary>
    public RunTime Step()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the rival stopped: {_process.StandardError.ReadToEnd().Trim()}");
        var numbers = line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], numbers[1]);
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        _process.Dispose();
    }

    private static string Script()
    {
        using var stream = typeof(TorchRival).Assembly.GetManifestResourceStream("rival.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
