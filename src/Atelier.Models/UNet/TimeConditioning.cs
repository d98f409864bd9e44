using Atelier.Models.Layers.Embeddings;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Time, class, pooled text and picture size as one vector. [B, time]</summary>
internal sealed class TimeConditioning : Module
{
    private readonly UNetConfig _config;
    private readonly EmbeddingMlp _time;
    private readonly Embedding? _classTable;
    private readonly EmbeddingMlp? _classMlp;
    private readonly Linear? _classLinear;
    private readonly EmbeddingMlp? _addition;

    public TimeConditioning(UNetConfig config)
    {
        _config = config;
        var width = config.TimeWidth;
        _time = AddModule(
            "time_embedding",
            new EmbeddingMlp(config.BlockOutChannels[0], width, null, config.ActFn, config.TimestepPostAct, config.TimeCondProjDim));
        EmbeddingMlp Mlp(int inputs) => new(inputs, width, null, config.ActFn);
        switch (config.ClassEmbedType)
        {
            case null when config.NumClassEmbeds is { } rows:
                _classTable = AddModule("class_embedding", new Embedding(rows, width));
                break;
            case "timestep":
                _classMlp = AddModule("class_embedding", Mlp(config.BlockOutChannels[0]));
                break;
            case "projection":
                // The library leaves this one at silu whatever act_fn says.
                _classMlp = AddModule("class_embedding", new EmbeddingMlp(config.ProjectionClassEmbeddingsInputDim!.Value, width));
                break;
            case "simple_projection":
                _classLinear = AddModule("class_embedding", new Linear(config.ProjectionClassEmbeddingsInputDim!.Value, width));
                break;
        }

        _addition = config.AdditionEmbedType is null
            ? null
            : AddModule("add_embedding", new EmbeddingMlp(config.ProjectionClassEmbeddingsInputDim!.Value, width));
    }

    /// <summary>The vector, before the activation in residual blocks.</summary>
    /// <exception cref="ArgumentException">A condition that the network needs is missing.</exception>
    public Tensor Forward(UNetInputs inputs)
    {
        var (batch, type) = (inputs.Sample.Size(0), inputs.Sample.Type);
        var times = inputs.Timestep.Rank == 0 ? inputs.Timestep.Unsqueeze(0) : inputs.Timestep;
        var sinusoid = Embed(times.Expand(batch), _config.BlockOutChannels[0]).To(type);
        inputs.Observe?.Invoke("time_proj", sinusoid);
        var vector = _time.Forward(sinusoid, inputs.Adapters, inputs.TimestepCondition);
        inputs.Observe?.Invoke("time_embedding", vector);
        if (ClassVector(inputs, type) is { } label)
            vector = _config.ClassEmbeddingsConcat ? Tensor.Cat([vector, label], -1) : vector + label;
        if (_addition is not null)
        {
            var (text, sizes) = (Needed(inputs.TextEmbeds, "pooled text"), Needed(inputs.TimeIds, "picture sizes"));
            var embedded = Embed(sizes.Flatten(), _config.AdditionTimeEmbedDim!.Value).Reshape(batch, -1).To(type);
            var added = _addition.Forward(Tensor.Cat([text, embedded], -1), inputs.Adapters);
            inputs.Observe?.Invoke("add_embedding", added);
            vector = vector + added;
        }

        return _config.TimeEmbeddingActFn is { } name ? Activations.ByName(name)(vector) : vector;
    }

    private Tensor? ClassVector(UNetInputs inputs, ScalarType type)
    {
        if (_config.ClassEmbedType is null && _classTable is null)
            return null;
        var labels = Needed(inputs.ClassLabels, "class labels");
        if (_classTable is not null)
            return _classTable.Forward(labels);
        if (_config.ClassEmbedType == "timestep")
            return _classMlp!.Forward(Embed(labels, _config.BlockOutChannels[0]).To(type), inputs.Adapters);
        return _classMlp?.Forward(labels, inputs.Adapters) ?? _classLinear?.Forward(labels) ?? labels;
    }

    private Tensor Embed(Tensor values, int width) => Sinusoid.Embed(values, width, _config.FlipSinToCos, _config.FreqShift);

    private static Tensor Needed(Tensor? value, string what) => value ?? throw new ArgumentException($"This network takes {what}, none was given.");
}
