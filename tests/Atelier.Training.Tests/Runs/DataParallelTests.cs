using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Atelier.Torch;
using Atelier.Torch.Distributed;
using Atelier.Torch.Weights;

namespace Atelier.Training.Tests.Runs;

[Collection("runs")]
public sealed class DataParallelTests
{
    [Fact]
    public async Task Two_processes_learn_what_one_learns_from_the_whole_batch()
    {
        Assert.SkipUnless(ProcessGroup.Exists("gloo"), "the native library was built without Gloo");
        using var run = new TemporaryRun();
        var whole = TemporaryRun.Config.Replace("\"type\": \"toy\"", "\"type\": \"toy\", \"noise\": 0", StringComparison.Ordinal);
        run.Run("one", whole);

        var half = whole.Replace("\"batch_size\": 4", "\"batch_size\": 2", StringComparison.Ordinal);
        var port = FreePort();
        var children = Enumerable.Range(0, 2).Select(rank => ChildRun.Start(
            run.Folder("two"), half, ("RANK", $"{rank}"), ("WORLD_SIZE", "2"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", port))).ToArray();
        foreach (var child in children)
        {
            var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(child.ExitCode == 0, output);
            child.Dispose();
        }

        using var scope = Tensor.Scope();
        var (one, two) = (Weight(run, "one"), Weight(run, "two"));
        // Sums in another order, sixty steps long.
        Assert.True(one.Sub(two).Abs().Max().Item() < 1e-4, $"{one.Sub(two).Abs().Max().Item()}");
    }

    private static Tensor Weight(TemporaryRun run, string name)
    {
        var folder = Directory.EnumerateDirectories(Path.Combine(run.Folder(name), "checkpoints")).Single();
        using var source = SafetensorsTensors.Open(Path.Combine(folder, "toy.safetensors"));
        return source.Read("first.weight");
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
