using System.Text.Json;
using Atelier.Models.Text.Clip;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.DyArtBank.Verification;

/// <summary>Recorded style prompts: the sequences, what the text encoder makes of them, the distribution, draws and the likeness of prompts.</summary>
public sealed class StylePromptCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "PromptLearner (DSPA)";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var text = TextEncoder(golden);
        using var prompts = StylePrompts.From(golden.Weights());
        var sizes = prompts.Config;
        foreach (var (field, found) in new[] { ("n_ctx", sizes.Tokens), ("n_prompts", sizes.Prompts), ("hidden", sizes.Width) })
        {
            if (golden.Config.GetProperty(field).GetInt32() != found)
                throw new ArgumentException($"{golden.Path}: {field} is {golden.Config.GetProperty(field)}, the stored prompts have {found}.");
        }

        // A tokenizer is not stored: the words around the learned tokens are read off the recorded ids.
        var ids = golden.Expected("tokenized_prompts").ToArray<long>().Select(i => (int)i).ToArray();
        var around = Around(golden, ids, sizes.Tokens);
        report.Check("tokenized_prompts", Ids(around, ids, sizes.Tokens, golden.Config.GetProperty("pad_id").GetInt32()));

        // 1. The prompts of the collections of a batch.
        var encoder = new StylePromptEncoder(text, around);
        long[] collections = [.. golden.Call.GetProperty("class_index").EnumerateArray().Select(c => c.GetInt64())];
        var encoded = encoder.Encode(prompts.Of(Tensor.From(collections, collections.Length)));
        report.Check("prompt_embeddings", encoded.Vectors);
        report.Check("encoded", encoded.States);
        report.Check("pooled", encoded.Pooled);
        report.Check("orthogonal_loss", StylePromptLoss.Likeness(encoded.Pooled));

        // 2. Draws of training.
        var style = StyleDistribution.Fit(encoded.States);
        report.Check("mean", style.Mean);
        report.Check("std", style.Deviation);
        report.Check("samples", style.Reparameterized(golden.Input("eps")));

        // 3. The distribution of every collection, and a draw of the first.
        StyleDistribution[] fitted =
            [.. Enumerable.Range(0, sizes.Collections).Select(c => StyleDistribution.Fit(encoder.Encode(prompts.Of(c)).States.Squeeze(0)))];
        report.Check("fit_means", Tensor.Stack([.. fitted.Select(f => f.Mean)]));
        report.Check("fit_stds", Tensor.Stack([.. fitted.Select(f => f.Deviation)]));
        report.Check("test_sample", fitted[0].Sample(golden.Input("test_eps")));
    }

    private static ClipTextModel TextEncoder(GoldenCase golden)
    {
        var weights = golden.Weights("text.");
        string Key(string end) => weights.Names.First(n => n.EndsWith(end, StringComparison.Ordinal));
        return ClipTextModel.From(
            new()
            {
                VocabSize = (int)weights.ShapeOf(Key("token_embedding.weight"))[0],
                MaxPositionEmbeddings = (int)weights.ShapeOf(Key("position_embedding.weight"))[0],
                HiddenSize = golden.Config.GetProperty("hidden").GetInt32(),
                NumHiddenLayers = golden.Config.GetProperty("layers").GetInt32(),
                NumAttentionHeads = golden.Config.GetProperty("heads").GetInt32(),
                IntermediateSize = (int)weights.ShapeOf(Key("layers.0.mlp.fc1.weight"))[0],
            },
            weights);
    }

    // [start, before, learned, after, end, padding]: the end is the largest id.
    private static StylePromptText Around(GoldenCase golden, int[] ids, int tokens)
    {
        var end = Array.IndexOf(ids, ids.Max());
        var words = end - 1 - tokens;
        var (before, after) = (Words(golden.Config, "prefix"), Words(golden.Config, "suffix"));
        if (before > 0 && after > 0)
            throw new NotSupportedException($"{golden.Path}: with words on both sides the recorded ids do not tell which are which.");
        return new(ids[0], ids[end])
        {
            Before = before > 0 ? ids[1..(1 + words)] : [],
            After = after > 0 ? ids[(1 + tokens)..end] : [],
        };
    }

    private static int Words(JsonElement config, string field) =>
        config.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Length : 0;

    private static Tensor Ids(StylePromptText around, int[] recorded, int tokens, int padId)
    {
        var placeholder = recorded[around.First];
        int[] ids = [around.StartId, .. around.Before, .. Enumerable.Repeat(placeholder, tokens), .. around.After, around.EndId];
        return Tensor.From([.. ids.Concat(Enumerable.Repeat(padId, recorded.Length - ids.Length)).Select(i => (long)i)], 1, recorded.Length);
    }
}
