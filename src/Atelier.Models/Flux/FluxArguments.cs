using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>Checks that the streams and options of a call fit each other and the network.</summary>
internal static class FluxArguments
{
    public static void Check(
        FluxTransformer network, IReadOnlyList<TokenStream> streams, FluxOptions options, Visibility visibility, int output)
    {
        if (streams.Count == 0)
            throw new ArgumentException("A call needs at least one stream.");
        for (var i = 0; i < streams.Count; i++)
        {
            Check(network.Config, streams[i], i, streams[0]);
            if (streams[i].SharesAttentionWith is not { } other)
                continue;
            if (other < 0 || other >= streams.Count || other == i || streams[other].Kind != StreamKind.Image || streams[other].Length != streams[i].Length)
                throw new ArgumentException($"Stream {i} of {streams[i].Length} tokens shares its attention with stream {other}, which is no other image stream of as many tokens.");
        }

        if (visibility.Queries != streams.Count || visibility.Keys != streams.Count + options.Cached.Count)
        {
            throw new ArgumentException(
                $"Visibility is for {visibility.Queries} streams and {visibility.Keys - visibility.Queries} cached ones, " +
                $"the call has {streams.Count} and {options.Cached.Count}.");
        }

        if (output >= streams.Count || options.Record.Any(r => r < 0 || r >= streams.Count))
            throw new ArgumentException($"Output {output} or recorded streams [{string.Join(", ", options.Record)}] are not among the {streams.Count} streams.");
        if (options.Reuse is not null && (options.Record.Count > 0 || output < 0))
            throw new ArgumentException("A call that takes features of earlier steps reads out a stream and cannot record keys and values.");
        foreach (var cached in options.Cached)
        {
            if (cached.Layers != network.AttentionLayers)
                throw new ArgumentException($"A cached stream has {cached.Layers} layers, the network {network.AttentionLayers}.");
        }

        foreach (var residual in options.DoubleResiduals.Concat(options.SingleResiduals))
        {
            if (output < 0 || residual.Size(1) != streams[output].Length || residual.Size(2) != network.Config.Width)
                throw new ArgumentException($"A control residual {residual.Describe()} does not fit the output stream of width {network.Config.Width}.");
        }

        if (options.DoubleResiduals.Count > network.Config.NumLayers || options.SingleResiduals.Count > network.Config.NumSingleLayers)
            throw new ArgumentException("There are more control residuals than blocks.");
    }

    private static void Check(FluxConfig config, TokenStream stream, int index, TokenStream first)
    {
        var channels = stream.IsEmbedded ? config.Width : stream.Kind == StreamKind.Text ? config.JointAttentionDim : config.InChannels;
        var tokens = stream.Tokens;
        if (tokens.Rank != 3 || tokens.Size(2) != channels || tokens.Size(0) != first.Tokens.Size(0) || tokens.Type != first.Tokens.Type)
        {
            throw new ArgumentException(
                $"Stream {index} ({stream.Kind}) is {tokens.Describe()}; expected [{first.Tokens.Size(0)}, N, {channels}] of {first.Tokens.Type}.");
        }

        if (stream.Positions.Rank != 2 || stream.Positions.Size(0) != stream.Length || stream.Positions.Size(1) != config.AxesDimsRope.Count)
        {
            throw new ArgumentException(
                $"Stream {index} has {stream.Length} tokens, its positions are {stream.Positions.Describe()} for {config.AxesDimsRope.Count} axes.");
        }

        if (stream.KeyMask is { } mask && (mask.Type != ScalarType.Bool || !mask.Shape.AsSpan().SequenceEqual([tokens.Size(0), stream.Length])))
            throw new ArgumentException($"Stream {index} has a key mask {mask.Describe()}; expected Bool[{tokens.Size(0)}, {stream.Length}].");
    }
}
