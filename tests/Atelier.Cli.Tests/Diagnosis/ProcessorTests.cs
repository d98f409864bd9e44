using Atelier.Cli.Diagnosis;

namespace Atelier.Cli.Tests.Diagnosis;

public class ProcessorTests
{
    [Fact]
    public void Hardware_threads_of_one_core_are_counted_once()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 4).Select(i => string.Join('\n',
            $"processor\t: {i}", "model name\t: Example CPU", $"physical id\t: 0", $"core id\t\t: {i / 2}", "flags\t\t: fpu avx2 fma avx512f")));

        var processor = Processor.Parse(text, threads: 3);

        Assert.Equal("Example CPU", processor.Model);
        Assert.Equal(2, processor.Cores);
        Assert.Equal(3, processor.Threads);
        Assert.Equal(["avx2", "fma", "avx512f"], processor.Features);
    }

    [Fact]
    public void A_text_without_the_usual_fields_gives_one_core() => Assert.Equal(1, Processor.Parse("Hardware\t: board", 1).Cores);
}
