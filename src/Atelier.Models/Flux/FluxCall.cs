using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>One call of the transformer, from streams to the velocity.</summary>
internal sealed class FluxCall
{
    private readonly FluxTransformer _network;
    private readonly IReadOnlyList<TokenStream> _streams;
    private readonly FluxOptions _options;
    private readonly Visibility _visibility;
    private readonly int _output;
    private readonly List<TokenStream> _modulated = [];
    private readonly (Tensor Keys, Tensor Values)[][] _recorded;

    public FluxCall(FluxTransformer network, IReadOnlyList<TokenStream> streams, FluxOptions options)
    {
        (_network, _streams, _options) = (network, streams, options);
        _visibility = options.Visibility ?? Visibility.Full(streams.Count, options.Cached.Count);
        _output = options.Output ?? Enumerable.Range(0, streams.Count).FirstOrDefault(i => streams[i].Kind == StreamKind.Image, -1);
        foreach (var stream in streams)
        {
            if (ModulatorOf(stream) < 0)
                _modulated.Add(stream);
        }

        _recorded = [.. options.Record.Select(_ => new (Tensor, Tensor)[network.AttentionLayers])];
        FluxArguments.Check(network, streams, options, _visibility, _output);
    }

    public FluxResult Run()
    {
        var type = _streams[0].Tokens.Type;
        Tensor[] modulators = [.. _modulated.Select(s => _network.Embed(s.Conditioning, type, s.Adapters).Silu())];
        Tensor[] hidden = [.. _streams.Select(_network.EmbedTokens)];
        _options.Observe?.Invoke(FluxStage.Embedded, 0, hidden);

        var (doubles, singles) = (Pass(Lane.Separate(_streams)), Pass(Lane.Merged(_streams)));
        hidden = _options.Reuse is { } reuse
            ? reuse.Blocks(hidden, _output, x => Through(x, 0, 1), x => Through(x, 1, _network.AttentionLayers))
            : Through(hidden, 0, _network.AttentionLayers);

        Tensor? sample = null;
        if (_output >= 0)
        {
            var normed = _network.NormOut(hidden[_output], modulators[ModulatorOf(_streams[_output])], _streams[_output]);
            _options.Observe?.Invoke(FluxStage.Normed, 0, [normed]);
            sample = _network.Project(normed, _streams[_output]);
        }

        return new(sample, [.. _recorded.Select((layers, i) => new CachedStream(layers, _streams[_options.Record[i]].KeyMask))]);

        // Streams through some layers: double blocks keep them apart, single ones run them in lanes.
        Tensor[] Through(Tensor[] streams, int from, int to)
        {
            var layer = from;
            for (; layer < Math.Min(to, _network.DoubleCount); layer++)
                streams = Turn(FluxStage.DoubleBlock, layer, streams, modulators, doubles, _options.DoubleResiduals);
            if (layer == to)
                return streams;
            Tensor[] lanes = [.. singles.Lanes.Select(l => Join(streams, l.Lane))];
            for (; layer < to; layer++)
                lanes = Turn(FluxStage.SingleBlock, layer - _network.DoubleCount, lanes, modulators, singles, _options.SingleResiduals);
            return Streams(lanes, singles);
        }
    }

    // Streams of one conditioning and the same adapters share a conditioning vector.
    private int ModulatorOf(TokenStream stream) => _modulated.FindIndex(stream.RunsWith);

    private FluxPass Pass(Lane[] lanes)
    {
        var attention = new StreamAttention(
            lanes, _visibility, [.. _streams.Select(s => s.KeyMask)], _options.Cached, _streams[0].Tokens.Device);
        return new([.. lanes.Select(Describe)], attention);

        FluxLane Describe(Lane lane)
        {
            var first = _streams[lane.First];
            var positions = Enumerable.Range(lane.First, lane.Count).Select(i => _streams[i].Positions).ToArray();
            var rotary = _network.Rotations(positions, first.Tokens.Device);
            return new(lane, first.Kind, ModulatorOf(first), first.Adapters, rotary, first.SharesAttentionWith);
        }
    }

    private Tensor[] Turn(
        FluxStage stage, int index, Tensor[] hidden, Tensor[] modulators, FluxPass pass, IReadOnlyList<Tensor> residuals)
    {
        var layer = stage == FluxStage.DoubleBlock ? index : _network.DoubleCount + index;
        // After the last block only the output stream is read, so the others need no more than their keys and values there.
        var last = layer == _network.AttentionLayers - 1 && _options.Observe is null;
        bool[] wanted = [.. pass.Lanes.Select(l => !last || Holds(l, _output) || (stage == FluxStage.DoubleBlock && l.SharesWith == _output))];
        var turn = new FluxTurn(layer, wanted, _recorded.Length == 0 ? null : (at, heads) => Record(at, heads, pass), _options.Reuse);
        var before = hidden;
        // Without gradients the temporaries of a block are of no use after it, nor are the tokens that went in.
        using (var scope = NoGrad.IsRecording ? null : Tensor.Scope())
        {
            hidden = _network.RunBlock(layer, hidden, modulators, pass, turn);
            scope?.Keep(hidden);
        }

        if (!NoGrad.IsRecording && _options.Observe is null && _options.Reuse is null)
            Free(before, hidden);
        _options.Observe?.Invoke(stage, index, Streams(hidden, pass));
        if (residuals.Count > 0)
        {
            var blocks = stage == FluxStage.DoubleBlock ? _network.DoubleCount : _network.Config.NumSingleLayers;
            var repeat = _options.RepeatResiduals && stage == FluxStage.DoubleBlock;
            var run = (blocks + residuals.Count - 1) / residuals.Count;
            AddResidual(hidden, pass, residuals[repeat ? index % residuals.Count : index / run]);
        }

        return hidden;
    }

    private void AddResidual(Tensor[] hidden, FluxPass pass, Tensor residual)
    {
        var i = pass.Lanes.ToList().FindIndex(l => Holds(l, _output));
        var lane = pass.Lanes[i].Lane;
        var before = lane.Offset(_output);
        hidden[i] = hidden[i] + residual.Pad([0, 0, before, lane.Length - before - residual.Size(1)]);
    }

    private void Record(int layer, IReadOnlyList<AttentionHeads> heads, FluxPass pass)
    {
        for (var i = 0; i < _recorded.Length; i++)
        {
            var stream = _options.Record[i];
            var index = pass.Lanes.ToList().FindIndex(l => Holds(l, stream));
            var (offset, length) = (pass.Lanes[index].Lane.Offset(stream), _streams[stream].Length);
            Tensor Kept(Tensor t) => t.Narrow(2, offset, length).Detach().Contiguous().Detached();
            _recorded[i][layer] = (Kept(heads[index].Keys), Kept(heads[index].Values));
        }
    }

    private void Free(Tensor[] before, Tensor[] after)
    {
        foreach (var tokens in before.Where(t => !after.Contains(t) && !_streams.Any(s => ReferenceEquals(s.Tokens, t))))
            tokens.Dispose();
    }

    private static bool Holds(FluxLane lane, int stream) => stream >= lane.Lane.First && stream < lane.Lane.First + lane.Lane.Count;

    private static Tensor Join(Tensor[] streams, Lane lane) =>
        lane.Count == 1 ? streams[lane.First] : Tensor.Cat(streams[lane.First..(lane.First + lane.Count)], 1);

    private static Tensor[] Streams(Tensor[] lanes, FluxPass pass) =>
        [.. lanes.SelectMany((x, i) => pass.Lanes[i].Lane.Count == 1 ? [x] : x.Split(pass.Lanes[i].Lane.Lengths, 1))];
}
