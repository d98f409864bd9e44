using System.Text.RegularExpressions;
using Atelier.Torch.Tests.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Torch.Tests.Weights;

public sealed partial class MappedMemoryTests : IDisposable
{
    private const long Elements = 4L << 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pages_of_a_tensor_leave_memory_with_it_and_come_back_as_they_were()
    {
        using var scope = Tensor.Scope();
        var path = _folder["x.safetensors"];
        StateDict.Save([("a", Tensor.Arange(0, Elements)), ("b", Tensor.Ones([Elements]))], path);
        using var source = SafetensorsTensors.Open(path);
        var (a, b) = (source.Read("a"), source.Read("b"));
        var sum = a.Sum().Item();
        Assert.Equal(Elements, b.Sum().Item());
        Assert.True(Resident(path) >= 2 * 4 * Elements);

        a.Dispose();

        // Pages that a shares with its neighbour may stay.
        Assert.InRange(Resident(path), 4 * Elements, (4 * Elements) + (1 << 16));
        Assert.Equal(Elements, b.Sum().Item());
        Assert.Equal(sum, source.Read("a").Sum().Item());
    }

    [Fact]
    public void A_tensor_keeps_its_pages_while_a_view_of_it_lives()
    {
        using var scope = Tensor.Scope();
        var path = _folder["x.safetensors"];
        StateDict.Save([("a", Tensor.Ones([Elements]))], path);
        using var source = SafetensorsTensors.Open(path);
        var a = source.Read("a");
        var view = a.Narrow(0, 10, Elements - 10);
        // Into the private mapping: only in this process.
        view.MulInPlace(3);
        a.Dispose();

        Assert.Equal(3 * (Elements - 10), view.Sum().Item());
    }

    // Bytes of the file's mappings that are in memory now.
    private static long Resident(string path)
    {
        var own = false;
        var sum = 0L;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (Header().IsMatch(line))
                own = line.EndsWith(path, StringComparison.Ordinal);
            else if (own && line.StartsWith("Rss:", StringComparison.Ordinal))
                sum += 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        return sum;
    }

    [GeneratedRegex("^[0-9a-f]+-[0-9a-f]+ ")]
    private static partial Regex Header();
}
