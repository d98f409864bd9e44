using Atelier.Models.Text.Bert;
using Atelier.Models.Text.T5;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Weights;

public sealed class QuantizedWeightsTests : IDisposable
{
    private static readonly BertConfig Config = new()
    {
        VocabSize = 40, HiddenSize = 64, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 48, MaxPositionEmbeddings = 8,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_network_loads_from_its_folder_and_answers_nearly_the_same()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        using var model = new BertModel(Config);
        model.Initialize(generator);
        QuantizedWeights.Save(model, Path.Combine(_folder, "model.gguf"), "bert");

        using var source = WeightFile.Open(_folder);
        using var loaded = BertModel.From(Config, source);
        var ids = Tensor.From([1L, 5, 39, 2], 1, 4);
        var (a, b) = (model.Forward(ids).LastHiddenState, loaded.Forward(ids).LastHiddenState);

        Assert.Equal("bert", source.Metadata["general.architecture"]);
        Assert.InRange((a - b).Norm().Item() / a.Norm().Item(), 1e-6, 0.02);
    }

    [Fact]
    public void Vectors_are_exact_and_loaded_weights_can_be_written()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        using var layer = new Linear(64, 32);
        layer.Initialize(generator);
        var path = Path.Combine(_folder, "layer.gguf");
        QuantizedWeights.Save(layer, path, "test");

        using (var source = GgufTensors.Open(path))
        {
            var bias = source.Read("bias");
            Assert.Equal(layer.Bias!.Value.ToFloats(), bias.ToFloats());
            bias.Memory<float>()[0] = 7;
            Assert.Equal(7, bias.ToFloats()[0]);
        }

        using var again = GgufTensors.Open(path);
        Assert.Equal(layer.Bias.Value.ToFloats(), again.Read("bias").ToFloats());
    }

    [Fact]
    public void A_folder_without_weights_is_named()
    {
        Assert.Contains(_folder, Assert.Throws<WeightException>(() => WeightFile.Open(_folder)).Message);
        Assert.Throws<WeightException>(() => WeightFile.Open(Path.Combine(_folder, "nothing")));
    }

    [Fact]
    public void Packed_weights_are_those_that_are_read_and_so_are_their_rows()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(3);
        var config = new T5Config { VocabSize = 50, Width = 64, HeadWidth = 32, FeedForwardWidth = 96, NumLayers = 2, NumHeads = 2 };
        using var model = new T5Encoder(config);
        model.Initialize(generator);
        QuantizedWeights.Save(model, Path.Combine(_folder, "model.gguf"), "t5");
        const string Name = "encoder.block.0.layer.1.DenseReluDense.wi_0.weight";

        using var source = WeightFile.Open(_folder);
        using T5Encoder packed = T5Encoder.From(config, source, packed: true), plain = T5Encoder.From(config, source);
        var ids = Tensor.From([1L, 7, 49, 2], 1, 4);

        Assert.Equal(plain.Forward(ids).LastHiddenState.ToFloats(), packed.Forward(ids).LastHiddenState.ToFloats());
        Assert.Contains(packed.Parameters(), p => p.Name == Name && p.Parameter.Packed is not null);
        Assert.Equal(source.Read(Name).Narrow(0, 30, 40).ToFloats(), source.ReadPacked(Name)!.Rows(30, 40).Unpack().ToFloats());
    }
}
