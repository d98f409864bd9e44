using System.Net;
using System.Net.Sockets;
using Atelier.Torch.Distributed;

namespace Atelier.Torch.Tests;

public sealed class ProcessGroupTests
{
    [Fact]
    public async Task Two_members_reduce_broadcast_and_wait_for_each_other()
    {
        Assert.SkipUnless(ProcessGroup.Exists("gloo"), "the native library was built without Gloo");
        var port = FreePort();
        var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(rank => Task.Run(() => Member(rank, port), TestContext.Current.CancellationToken)));
        foreach (var (sum, most, sent) in results)
        {
            Assert.Equal([3f, 30f], sum);
            Assert.Equal([20L], most);
            Assert.Equal([7.5], sent);
        }
    }

    [Fact]
    public void An_unknown_backend_is_refused_by_name()
    {
        var error = Assert.Throws<TorchException>(() => ProcessGroup.Join(new(0, 1, "127.0.0.1", 1, 0), "carrier-pigeon"));
        Assert.Contains("without carrier-pigeon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_waits_in_vain_gets_an_error()
    {
        Assert.SkipUnless(ProcessGroup.Exists("gloo"), "the native library was built without Gloo");
        Assert.Throws<TorchException>(() => ProcessGroup.Join(new(0, 2, "127.0.0.1", FreePort(), 0), "gloo", TimeSpan.FromSeconds(1)));
    }

    private static (float[] Sum, long[] Most, double[] Sent) Member(int rank, int port)
    {
        using var group = ProcessGroup.Join(new(rank, 2, "127.0.0.1", port, rank), "gloo", TimeSpan.FromSeconds(30));
        using var scope = Tensor.Scope();
        var sum = Tensor.From([1f + rank, 10f + (10f * rank)], 2);
        group.AllReduce(sum);
        var most = Tensor.From([10L + (10 * rank)], 1);
        group.AllReduce(most, ReduceKind.Max);
        var sent = Tensor.From([rank == 1 ? 7.5 : 0], 1);
        group.Broadcast(sent, root: 1);
        group.Barrier();
        return (sum.ToArray<float>(), most.ToArray<long>(), sent.ToArray<double>());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
