using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Verification;

/// <summary>Steps of optimisers along recorded gradients.</summary>
public sealed class OptimizerCases : ICaseRunner
{
    private static readonly string[] Kernels = ["fused", "foreach", "capturable", "differentiable", "use_triton", "fsdp_in_use"];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Config.ValueKind == JsonValueKind.Object && golden.Config.TryGetProperty("optimiser", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var names = golden.Config.GetProperty("parameters").EnumerateArray().Select(e => e.GetString()!).ToArray();
        var parameters = names.Select(n => new TrainedTensor(n, golden.Input(n).Clone())).ToArray();
        var config = ReadConfig(golden.Config);
        using var optimizer = config.Create(parameters);
        var after = names.ToDictionary(n => n, _ => new List<Tensor>());
        var numbers = new Dictionary<string, List<double>>();
        var steps = golden.Input($"gradients.{names[0]}").Size(0);
        CheckOrthogonalized(golden, config, report);
        for (var step = 0; step < steps; step++)
        {
            SetUp(golden, optimizer, step);
            Watch(optimizer, step, numbers);
            optimizer.Step();
            if (optimizer is Prodigy prodigy)
                Add(numbers, "log10_d", Math.Log10(prodigy.Estimate));
            foreach (var parameter in parameters)
                after[parameter.Name].Add(parameter.Value.Clone());
        }

        foreach (var (name, values) in after)
            report.Check($"after.{name}", Tensor.Stack([.. values]));
        foreach (var (name, values) in numbers)
            report.Check(name, Tensor.From([.. values], values.Count));
        foreach (var name in names)
        {
            foreach (var (key, tensor) in optimizer.StateOf(name)!.Tensors.Where(t => golden.HasOutput($"state.{name}.{t.Key}")))
                report.Check($"state.{name}.{key}", tensor);
        }
    }

    private static OptimizerConfig ReadConfig(JsonElement config)
    {
        var options = config.GetProperty("options");
        return config.GetProperty("optimiser").GetString() switch
        {
            "Adam" => ReferenceOptions.Read<AdamConfig>(options, Kernels),
            "AdamW" => ReferenceOptions.Read<AdamWConfig>(options, Kernels),
            "SGD" => ReferenceOptions.Read<SgdConfig>(options, Kernels),
            "Lion" => ReferenceOptions.Read<LionConfig>(options, Kernels),
            // The reference iterates in bfloat16; single precision comes closer to it than bfloat16 with another order of sums.
            "Muon" => ReferenceOptions.Read<MuonConfig>(options, Kernels) with { HalfPrecision = false },
            "Prodigy" => ReferenceOptions.Read<ProdigyConfig>(options, Kernels),
            "Adafactor" => ReferenceOptions.Read<AdafactorConfig>(options, Kernels),
            var other => throw new NotSupportedException($"optimiser {other}"),
        };
    }

    private static void SetUp(GoldenCase golden, Optimizer optimizer, int step)
    {
        if (golden.Config.TryGetProperty("learning_rates", out var rates))
            optimizer.LearningRate = rates[step].GetDouble();
        foreach (var parameter in optimizer.Parameters)
        {
            var missing = golden.Config.TryGetProperty("no_gradient", out var none) && none.TryGetProperty(parameter.Name, out var at) &&
                at.EnumerateArray().Any(e => e.GetInt32() == step);
            parameter.Value.Grad = missing ? null : golden.Input($"gradients.{parameter.Name}").Select(0, step).Clone();
        }
    }

    private static void Watch(Optimizer optimizer, int step, Dictionary<string, List<double>> numbers)
    {
        if (optimizer is not Adafactor adafactor)
            return;
        foreach (var parameter in optimizer.Parameters)
            Add(numbers, $"log10_lr.{parameter.Name}", Math.Log10(adafactor.RateOf(parameter.Value, step + 1)));
    }

    // The first direction in double precision shows the formula without bfloat16's noise.
    private static void CheckOrthogonalized(GoldenCase golden, OptimizerConfig config, CaseReport report)
    {
        if (config is not MuonConfig muon)
            return;
        foreach (var output in golden.Outputs.Where(o => o.StartsWith("step0_exact.", StringComparison.Ordinal)))
        {
            var gradient = golden.Input($"gradients.{output["step0_exact.".Length..]}").Select(0, 0).To(ScalarType.Float64);
            var direction = Muon.Direction(gradient.ZerosLike(), gradient, muon.Momentum, muon.Nesterov);
            report.Check(output, NewtonSchulz.Orthogonalize(direction, ScalarType.Float64, muon.NsSteps, muon.NsCoefficients, muon.Eps));
        }
    }

    private static void Add(Dictionary<string, List<double>> numbers, string name, double value)
    {
        if (!numbers.TryGetValue(name, out var list))
            numbers[name] = list = [];
        list.Add(value);
    }
}
