using System.Diagnostics;
using System.Security.Cryptography;

namespace Atelier.Fuzzing;

/// <summary>Feeds changed inputs to a target and watches its promise: a result or the one documented exception, in bounded time and memory.</summary>
public static class Fuzzer
{
    private const long MostBytes = 64L << 20;
    private const int MostFailures = 20, Kept = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Runs a target.</summary>
    /// <param name="target">What to run.</param>
    /// <param name="count">How many inputs.</param>
    /// <param name="seed">The same seed gives the same inputs.</param>
    /// <param name="failureFolder">Where inputs that break the promise are kept, or null.</param>
    public static FuzzReport Run(FuzzTarget target, int count, int seed, string? failureFolder = null)
    {
        target.Prepare();
        var random = new Random(seed);
        var pool = target.Seeds.ToList();
        var failures = new List<string>();
        var (accepted, slowest, most) = (0, TimeSpan.Zero, 0L);
        var done = 0;
        for (; done < count && failures.Count < MostFailures; done++)
        {
            var input = done < target.Seeds.Count
                ? target.Seeds[done]
                : target.Mutate(random, pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            string? failure = null;
            var read = false;
            try
            {
                target.Read(input);
                read = true;
                accepted++;
            }
            catch (Exception error) when (target.IsRefusal(error))
            {
            }
            catch (Exception error)
            {
                failure = error.ToString();
            }

            var (time, bytes) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated);
            slowest = time > slowest ? time : slowest;
            most = Math.Max(most, bytes);
            if (time > Longest)
                failure ??= $"took {time.TotalSeconds:F1} s for {input.Length} bytes";
            if (bytes > MostBytes)
                failure ??= $"allocated {bytes >> 20} MiB for {input.Length} bytes";
            if (failure is not null)
                failures.Add($"{Keep(input, target.Name, failureFolder)}: {failure}");

            // Inputs that were read are good starting points for the next change.
            else if (read && done >= target.Seeds.Count && random.Next(4) == 0)
                Remember(pool, input, target.Seeds.Count, random);
        }

        return new FuzzReport(target.Name, done, accepted, slowest, most, failures);
    }

    private static void Remember(List<byte[]> pool, byte[] input, int seeds, Random random)
    {
        if (pool.Count < seeds + Kept)
            pool.Add(input);
        else
            pool[seeds + random.Next(Kept)] = input;
    }

    private static string Keep(byte[] input, string name, string? folder)
    {
        var file = $"{name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}.bin";
        if (folder is null)
            return file;
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, file), input);
        return Path.Combine(folder, file);
    }
}
