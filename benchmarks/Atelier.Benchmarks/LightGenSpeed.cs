using Atelier.Models.Mar;
using Atelier.Systems.LightGen;
using Atelier.Torch;

namespace Atelier.Benchmarks;

/// <summary>A picture of LightGen at its published size, by its parts: what the transformer and the head take, times how often they run.</summary>
/// <remarks>Weights are constants, which are as fast as any. No rival: the paper names no time.</remarks>
internal sealed class LightGenSpeed(int side, int steps, int headSteps) : IBenchmark
{
    private const int TransformerRuns = 3;
    private const int HeadRuns = 20;

    public string Name => FormattableString.Invariant($"lightgen-{side}");

    public bool IsUsual => side <= 256; // minutes above

    public string Work => $"LightGen of 792 M parameters, {side} x {side} with guidance, {steps} runs of the transformer and {steps} x {headSteps} of the head, from {TransformerRuns} and {HeadRuns} runs";

    public BenchmarkResult Run(Action<string> note, CancellationToken cancellation)
    {
        var type = PrecisionProbe.Fastest(null);
        using var precision = ProductPrecision.Use(type);
        ProcessMemory.ResetPeak();
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var config = LightGenConfig.Large;
        using var network = new LightGenTransformer(config);
        foreach (var (_, parameter) in network.Parameters())
        {
            using var inner = Tensor.Scope();
            parameter.Value = Tensor.Full(parameter.Shape, 0.01, type);
        }

        network.PackWeights(); // as the pipeline does

        var unit = config.LatentStride * config.PatchSize;
        var grid = new TokenGrid(side / unit, side / unit);
        using var random = new Generator(1);
        var context = network.Context(Tensor.Cat([network.TextCondition(Tensor.Ones([1, config.TextLength, config.TextChannels])), network.Unconditional(1)]), grid);
        var orders = MaskedGenerator.RandomOrders(1, grid.Length, random);
        var tokens = Tensor.RandN([1, grid.Length, config.TokenChannels], random);
        // Half of the tokens are known, as in the middle of a picture.
        var mask = TokenMask.FirstOf(orders, grid.Length / 2);
        var drawn = orders.Narrow(1, 0, Math.Max(1, grid.Length / steps)); // of a mean step
        var rows = 2 * drawn.Size(1); // both halves of guidance
        var embedded = network.Head.Condition(Tensor.Ones([rows, config.Width]));
        var time = network.Head.TimeEmbedding(Tensor.From([500L], 1));
        var noisy = Tensor.RandN([rows, config.TokenChannels], random);

        var operations = (Transformer: Operations(() => network.ForwardAt(tokens, mask, context, drawn)), Head: Operations(() => network.Head.Embedded(noisy, time, embedded)));
        var transformer = Median(TransformerRuns, () => network.ForwardAt(tokens, mask, context, drawn), cancellation);
        note($"transformer: {operations.Transformer / 1e9:0} GFLOP in {transformer.Seconds:0.000} s a run ({transformer.CpuSeconds:0.000} s of CPU), {steps * transformer.Seconds:0.0} s a picture");
        var head = Median(HeadRuns, () => network.Head.Embedded(noisy, time, embedded), cancellation);
        note($"head: {operations.Head / 1e9:0.0} GFLOP in {head.Seconds * 1000:0.0} ms a run ({head.CpuSeconds * 1000:0.0} ms of CPU), {steps * headSteps * head.Seconds:0.0} s a picture");
        return new BenchmarkResult(Name, Picture(r => r.Seconds), null, null, null, ProcessMemory.Peak())
        {
            CpuSeconds = Picture(r => r.CpuSeconds), Runs = TransformerRuns, Threads = TorchRuntime.Threads, Work = $"{Work}; products in {type}",
            Operations = steps * (operations.Transformer + (headSteps * operations.Head)),
        };

        double Picture(Func<RunTime, double> of) => (steps * of(transformer)) + (steps * headSteps * of(head));
    }

    private static double Operations(Action step)
    {
        using var scope = Tensor.Scope();
        using var tally = new ProductTally();
        step();
        return tally.Operations;
    }

    // After one run to warm up.
    private static RunTime Median(int runs, Action step, CancellationToken cancellation)
    {
        var times = new List<RunTime>();
        for (var i = 0; i <= runs; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var time = RunTime.Of(step);
            if (i > 0)
                times.Add(time);
        }

        return RunTime.Median(times);
    }
}
