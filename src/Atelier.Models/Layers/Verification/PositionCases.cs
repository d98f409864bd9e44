using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Layers.Positions;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Layers.Verification;

/// <summary>Recorded position tables and rotations.</summary>
internal static class PositionCases
{
    public static void Patches(GoldenCase golden, CaseReport report)
    {
        using var layer = new PatchEmbedding(ModelConfig.ReadStrict<PatchEmbeddingConfig>(golden.Config));
        StateDict.Load(layer, golden.Weights());
        report.Check("tokens", layer.Forward(golden.Input("latent")));
        if (layer.Parameters().FirstOrDefault(p => p.Name == "pos_embed").Parameter is not { } stored)
            return;
        using var generator = new Generator(0);
        var own = stored.Initializer(stored.Shape, generator);
        report.Check("own table", own.Sub(stored.Value).Abs().Max().Item() < 1e-5, "the table that a fresh layer makes differs from the stored one");
    }

    public static void Sinusoids(GoldenCase golden, CaseReport report)
    {
        foreach (var variant in golden.Config.EnumerateObject().Where(v => golden.HasOutput(v.Name)))
            report.Check(variant.Name, Table(variant.Value));
    }

    public static void FluxRotary(GoldenCase golden, CaseReport report)
    {
        using var table = RotaryTable.Of(golden.Input("ids"), golden.Config.Ints("axes_dim")!, golden.Config.Double("theta", 10000));
        report.Check("cos", table.Cosines());
        report.Check("sin", table.Sines());
    }

    public static void RotaryTables(GoldenCase golden, CaseReport report)
    {
        foreach (var variant in golden.Config.EnumerateObject().Where(v => golden.HasOutput($"{v.Name}_cos")))
        {
            var angles = Angles(golden, variant.Value);
            var table = RotaryTable.From(angles);
            var shape = golden.Expected($"{variant.Name}_cos").Shape;
            Tensor Form(Tensor plain, Tensor twice) =>
                variant.Value.TryGetProperty("len_h", out _) ? plain.Reshape(shape)
                : variant.Value.Bool("repeat_interleave_real", true) ? twice
                : Tensor.Cat([plain, plain], -1);
            report.Check($"{variant.Name}_cos", Form(angles.Cos(), table.Cosines()));
            report.Check($"{variant.Name}_sin", Form(angles.Sin(), table.Sines()));
        }
    }

    public static void Rotations(GoldenCase golden, CaseReport report)
    {
        var table = RotaryTable.From(golden.Input("angle"));
        var (heads, tokens) = (golden.Input("x"), golden.Input("x_sequence_dim_1"));
        report.Check("unbind_minus_1", table.Rotate(heads.Transpose(1, 2)).Transpose(1, 2));
        report.Check("unbind_minus_2", table.RotateHalves(heads.Transpose(1, 2)).Transpose(1, 2));
        report.Check("unbind_minus_1_sequence_dim_1", table.Rotate(tokens));
        report.Check("unbind_minus_2_sequence_dim_1", table.RotateHalves(tokens));
        report.Check("complex", table.Rotate(tokens));
    }

    private static Tensor Table(JsonElement options)
    {
        var width = options.GetProperty("embed_dim").GetInt32();
        if (options.Ints("spatial_size_width_height") is { } video)
        {
            return SinusoidTable.Video(
                options.GetProperty("temporal_size").GetInt32(), video[1], video[0], width,
                options.Double("spatial_interpolation_scale", 1), options.Double("temporal_interpolation_scale", 1));
        }

        if (options.TryGetProperty("height", out var height))
        {
            IReadOnlyList<double> Steps(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];
            return SinusoidTable.Plane(Steps(height.GetInt32()), Steps(options.GetProperty("width").GetInt32()), width, rowFirst: true);
        }

        var grid = options.Ints("grid_size")!;
        // Without a base size the coordinates simply count, as in the masked autoencoder.
        var table = SinusoidTable.Grid(grid[0], grid[^1], width, options.Double("base_size", grid[0]), options.Double("interpolation_scale", 1));
        // The masked autoencoder has one class token; diffusers says how many.
        var extra = options.Bool("cls_token", false) ? options.Int("extra_tokens", options.TryGetProperty("base_size", out _) ? 0 : 1) : 0;
        return extra == 0 ? table : Tensor.Cat([Tensor.Zeros([extra, width]), table], 0);
    }

    private static Tensor Angles(GoldenCase golden, JsonElement options)
    {
        var (linear, ntk) = (options.Double("linear_factor", 1), options.Double("ntk_factor", 1));
        if (options.TryGetProperty("dim", out var width))
            return RotaryGrids.Line(golden.Input("position"), width.GetInt32(), options.Double("theta", 10000), linear, ntk);
        var channels = options.GetProperty("embed_dim").GetInt32();
        if (options.TryGetProperty("len_h", out var rows))
            return RotaryGrids.AlternatingPlane(rows.GetInt32(), options.GetProperty("len_w").GetInt32(), channels, linear, ntk);
        var grid = options.Ints("grid_size")!;
        var counted = options.Word("grid_type") == "slice";
        double[][]? crop = counted
            ? null
            : [.. options.GetProperty("crops_coords").EnumerateArray().Select(c => c.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        Tensor Axis(int axis) => crop is null
            ? Tensor.Arange(0, grid[axis], ScalarType.Float32)
            : RotaryGrids.Crop(crop[0][axis], crop[1][axis], grid[axis]);
        if (!options.TryGetProperty("temporal_size", out var frames))
            return RotaryGrids.Plane(Axis(0), Axis(1), channels);
        var count = frames.GetInt32();
        var time = counted ? Tensor.Arange(0, count, ScalarType.Float32) : RotaryGrids.Crop(0, count, count);
        return RotaryGrids.Volume(time, Axis(0), Axis(1), channels, options.Double("theta", 10000));
    }
}
