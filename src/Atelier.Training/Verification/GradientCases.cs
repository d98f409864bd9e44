using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Training.Verification;

/// <summary>Gradients of network parts by every input and weight.</summary>
public sealed class GradientCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.HasInput("upstream") && golden.Config.ValueKind == JsonValueKind.Object && golden.Config.TryGetProperty("module", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        CaseFields.RequireKnown(golden.Config, "The config", "module", "mask", "eps", "groups", "unbind_dim", "sequence_dim", "output_tolerance");
        var wanted = golden.Outputs.Where(o => o.StartsWith("gradient.", StringComparison.Ordinal)).Select(o => o["gradient.".Length..]).ToArray();
        var weights = golden.Weights();
        Tensor Leaf(string name)
        {
            var tensor = (golden.HasInput(name) ? golden.Input(name) : weights.Read(name)).Clone();
            tensor.RequiresGrad = true;
            return tensor;
        }

        var leaves = wanted.ToDictionary(n => n, Leaf);
        Tensor Value(string name) => leaves.TryGetValue(name, out var leaf) ? leaf : golden.Input(name);
        Tensor Any(string name) => golden.HasInput(name) || leaves.ContainsKey(name) ? Value(name) : weights.Read(name);
        var affine = leaves.ContainsKey("weight") || weights.Names.Contains("weight");
        var y = Forward(golden.Config, Any, affine);
        report.Check("y", y);
        var gradients = y.Gradients([.. wanted.Select(n => leaves[n])], golden.Input("upstream"));
        for (var i = 0; i < wanted.Length; i++)
            report.Check($"gradient.{wanted[i]}", gradients[i]!);
    }

    private static Tensor Forward(JsonElement config, Func<string, Tensor> value, bool affine)
    {
        double Epsilon() => config.GetProperty("eps").GetDouble();
        switch (config.GetProperty("module").GetString())
        {
            case "attention":
                var mask = config.TryGetProperty("mask", out var kind) ? kind.GetString() : "none";
                var bias = mask == "none" ? null : mask == "boolean" ? value("mask").To(ScalarType.Bool) : value("mask");
                return ScaledDotProduct.Attend(value("q"), value("k"), value("v"), bias);
            case "rms_norm":
                using (var norm = new RmsNorm(value("x").Size(-1), Epsilon()))
                    return Applied(norm, norm.Forward, value);
            case "layer_norm":
                using (var norm = new LayerNorm(value("x").Size(-1), Epsilon(), affine))
                    return Applied(norm, norm.Forward, value);
            case "group_norm":
                using (var norm = new GroupNorm(config.GetProperty("groups").GetInt64(), value("x").Size(1), Epsilon()))
                    return Applied(norm, norm.Forward, value);
            case "geglu":
                var parts = Tensor.Linear(value("x"), value("proj.weight"), value("proj.bias")).Chunk(2, -1);
                return parts[0] * parts[1].Gelu();
            case "rotary":
                return Rotated(value("x"), config.GetProperty("unbind_dim").GetInt32(), value("cos"), value("sin"), config.GetProperty("sequence_dim").GetInt32());
            case var other:
                throw new NotSupportedException($"module {other}");
        }
    }

    // The module's parameters are the leaves themselves, which outlive it.
    private static Tensor Applied(Module module, Func<Tensor, Tensor> forward, Func<string, Tensor> value)
    {
        foreach (var (name, parameter) in module.Parameters())
            parameter.Value = value(name).Add(0);
        return forward(value("x"));
    }

    private static Tensor Rotated(Tensor x, int unbind, Tensor cos, Tensor sin, int sequence)
    {
        // [B, H, N, D], or [B, N, H, D] where the tokens come first.
        if (sequence == 1)
            (cos, sin) = (cos.Unsqueeze(1), sin.Unsqueeze(1));
        Tensor turned;
        if (unbind == -1)
        {
            var pairs = x.Reshape([.. x.Shape[..^1], -1, 2]).Unbind(-1);
            turned = Tensor.Stack([-pairs[1], pairs[0]], -1).Flatten(-2);
        }
        else
        {
            var halves = x.Chunk(2, -1);
            turned = Tensor.Cat([-halves[1], halves[0]], -1);
        }

        return x * cos + turned * sin;
    }
}
