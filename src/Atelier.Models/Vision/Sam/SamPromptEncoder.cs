using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Points and boxes to tokens, masks to a map.</summary>
internal sealed class SamPromptEncoder : Module
{
    private const int Padding = -1;
    private const int Nothing = -10;

    private readonly SamPositions _positions;
    private readonly Embedding[] _points;
    private readonly Embedding _notAPoint, _noMask;
    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly ChannelNorm _norm1, _norm2;
    private readonly Func<Tensor, Tensor> _act;
    private readonly int _size, _width;

    public SamPromptEncoder(SamPromptConfig config, SamPositions positions)
    {
        (_positions, _size, _width, _act) = (positions, config.ImageSize, config.HiddenSize, Activations.ByName(config.HiddenAct));
        var (inner, width) = (config.MaskInputChannels, config.HiddenSize);
        _points = AddModules("point_embed", config.NumPointEmbeddings, _ => new Embedding(1, width));
        _notAPoint = AddModule("not_a_point_embed", new Embedding(1, width));
        _noMask = AddModule("no_mask_embed", new Embedding(1, width));
        _conv1 = AddModule("mask_embed.conv1", new Conv2d(1, inner / 4, 2, 2));
        _norm1 = AddModule("mask_embed.layer_norm1", new ChannelNorm(inner / 4, config.LayerNormEps));
        _conv2 = AddModule("mask_embed.conv2", new Conv2d(inner / 4, inner, 2, 2));
        _norm2 = AddModule("mask_embed.layer_norm2", new ChannelNorm(inner, config.LayerNormEps));
        _conv3 = AddModule("mask_embed.conv3", new Conv2d(inner, width, 1));
    }

    /// <summary>Tokens [B, objects, N, C], or null without points and boxes, and a map [B, C, rows, columns].</summary>
    public (Tensor? Sparse, Tensor Dense) Forward(SamPrompt prompt, long batch, int side)
    {
        var parts = new List<Tensor>();
        if (prompt.Points is { } points)
            parts.Add(EmbedPoints(points, prompt.Labels ?? Tensor.Ones(points.Shape[..^1], ScalarType.Int64, points.Device), pad: prompt.Boxes is null));
        if (prompt.Boxes is { } boxes)
            parts.Add(EmbedBoxes(boxes));
        var dense = prompt.Masks is { } masks
            ? EmbedMasks(masks)
            : _noMask.Weight.Value.Widened().Reshape(1, _width, 1, 1).Expand(batch, _width, side, side);
        return (parts.Count == 0 ? null : Tensor.Cat([.. parts], 2), dense);
    }

    private Tensor EmbedPoints(Tensor points, Tensor labels, bool pad)
    {
        points = points.Float() + 0.5;
        if (pad)
        {
            points = points.Pad([0, 0, 0, 1]);
            labels = labels.Pad([0, 1], Padding);
        }

        var kinds = labels.Unsqueeze(-1);
        var x = _positions.Forward(points / _size); // [B, objects, N, C]
        x = Tensor.Where(kinds.Eq(Padding), _notAPoint.Weight.Value.Widened(), x);
        x = x.MaskedFill(kinds.Eq(Nothing), 0);
        x = Tensor.Where(kinds.Eq(0), x + _points[0].Weight.Value.Widened(), x);
        return Tensor.Where(kinds.Eq(1), x + _points[1].Weight.Value.Widened(), x);
    }

    private Tensor EmbedBoxes(Tensor boxes)
    {
        var corners = (boxes.Float() + 0.5).Reshape(boxes.Size(0), boxes.Size(1), 2, 2);
        var kinds = Tensor.Cat([_points[2].Weight.Value.Widened(), _points[3].Weight.Value.Widened()]); // [2, C]
        return _positions.Forward(corners / _size) + kinds;
    }

    private Tensor EmbedMasks(Tensor masks)
    {
        var x = _act(_norm1.Forward(_conv1.Forward(masks)));
        return _conv3.Forward(_act(_norm2.Forward(_conv2.Forward(x))));
    }
}
