using Atelier.Models.Conversion;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Conversion;

public sealed class ConversionErrorTests : IDisposable
{
    private const string Changed = "single_blocks.1.linear2.weight";
    private readonly ConvertedModel _model = new("flux_bfl/transformer_schnell");

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_missing_tensor_is_named_with_its_shape()
    {
        Change(Changed, null);

        var error = Assert.Throws<WeightException>(() => _model.Convert("original-changed.safetensors", "folder"));

        Assert.Contains("single_transformer_blocks.1.proj_out.weight", error.Message);
        Assert.Contains("[12, 60]", error.Message);
        Assert.False(File.Exists(_model.At("folder/config.json")));
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both()
    {
        Change(Changed, t => t.Narrow(1, 0, 59));

        var error = Assert.Throws<WeightException>(() => _model.Convert("original-changed.safetensors", "folder"));

        Assert.Contains("[12, 59]", error.Message);
        Assert.Contains("[12, 60]", error.Message);
    }

    [Fact]
    public void Values_beyond_half_precision_are_an_error_and_leave_no_file()
    {
        Change(Changed, t => t * 1e9);

        var error = Assert.Throws<WeightException>(() => _model.Convert("original-changed.safetensors", "half.safetensors", r => r with { Type = GgufType.F16 }));

        Assert.Contains(Changed, error.Message);
        Assert.Contains("65504", error.Message);
        Assert.DoesNotContain(Directory.EnumerateFiles(_model.At(".")), f => Path.GetFileName(f).StartsWith("half", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_are_not_finite_are_not_quantised()
    {
        Change("time_in.in_layer.weight", t => t / 0);

        var error = Assert.Throws<WeightException>(() => _model.Convert("original-changed.safetensors", "q.gguf", r => r with { Type = GgufType.Q8_0 }));

        Assert.Contains("time_in.in_layer.weight", error.Message);
    }

    [Fact]
    public void A_cancelled_conversion_leaves_no_file()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel, 5);

        Assert.Throws<OperationCanceledException>(() => ModelConverter.Convert(
            new(_model.Original, _model.At("out.gguf")) { Config = _model.Config, Type = GgufType.Q8_0 }, progress, cancel.Token));

        Assert.DoesNotContain(Directory.EnumerateFiles(_model.At(".")), f => Path.GetFileName(f).StartsWith("out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("folder", GgufType.Q8_0, "name a .gguf file")]
    [InlineData("file.safetensors", GgufType.Q4_K, "safetensors does not hold Q4_K")]
    [InlineData("file.ckpt", GgufType.F16, ".ckpt files are not written")]
    [InlineData("original.safetensors", GgufType.F16, "is the input")]
    public void An_output_that_cannot_be_is_said_so(string output, GgufType type, string expected)
    {
        var error = Assert.Throws<WeightException>(() => _model.Convert("original.safetensors", output, r => r with { Type = type }));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Weights_are_not_put_beside_others()
    {
        Directory.CreateDirectory(_model.At("folder"));
        File.WriteAllText(_model.At("folder/model-00001-of-00002.safetensors"), "");

        Assert.Throws<WeightException>(() => _model.Convert("original.safetensors", "folder"));
    }

    private void Change(string name, Func<Tensor, Tensor>? how)
    {
        using var scope = Tensor.Scope();
        using var source = WeightFile.Open(_model.Original);
        var one = new OneChanged(source, name, how);
        TensorFile.Write(_model.At("original-changed.safetensors"), one, null, "");
    }

    private sealed class Cancelling(CancellationTokenSource source, int after) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value)
        {
            if (value.Done == after)
                source.Cancel();
        }
    }

    private sealed class OneChanged(ITensorSource source, string changed, Func<Tensor, Tensor>? how) : ITensorSource
    {
        public string Path => source.Path;

        public IReadOnlyCollection<string> Names => how is null ? [.. source.Names.Where(n => n != changed)] : source.Names;

        public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

        public long[] ShapeOf(string name) => name == changed ? Read(name).Shape : source.ShapeOf(name);

        public Tensor Read(string name) => name == changed ? how!(source.Read(name)).Contiguous() : source.Read(name);

        public void Dispose() => source.Dispose();
    }
}
