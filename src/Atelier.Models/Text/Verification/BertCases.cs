using Atelier.Models.Configs;
using Atelier.Models.Text.Bert;
using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Text.Verification;

/// <summary>Recorded cases of BERT, and of sentence vectors with pretrained weights that the case names.</summary>
public sealed class BertCases : ICaseRunner
{
    private const string Sentences = "BertModel + mean pooling";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component == "BertModel" || golden.Component.StartsWith(Sentences, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (golden.Component != "BertModel")
        {
            RunSentences(golden, report);
            return;
        }

        using var model = BertModel.From(ModelConfig.ReadStrict<BertConfig>(golden.Config), golden.Weights());
        report.Check(golden, model.Forward(
            golden.Required("input_ids"), golden.Argument("attention_mask"), golden.Argument("token_type_ids"), golden.Argument("position_ids")));
    }

    private static void RunSentences(GoldenCase golden, CaseReport report)
    {
        var folder = Find(golden);
        var sentences = golden.Config.GetProperty("sentences").EnumerateArray().Select(s => s.GetString()!).ToArray();
        var length = golden.Config.GetProperty("max_length").GetInt32();
        using var encoder = new SentenceEncoder(BertModel.Open(folder), WordPieceTokenizer.Open(folder), length);
        var states = encoder.Encode(sentences, length);

        var ids = Tensor.From(sentences.SelectMany(s => encoder.Tokenizer.Encode(s, length).Ids).Select(id => (long)id).ToArray(), sentences.Length, length);
        report.Check("ids", ids.Eq(golden.Input("input_ids")).All().Item() != 0, "ids differ from the recorded ones");
        report.Check("mask", states.Mask.Eq(golden.Input("attention_mask").Ne(0)).All().Item() != 0, "the mask differs from the recorded one");
        report.Check("embeddings", states.Pooled);
        report.Check("cosine", states.Pooled.MatMul(states.Pooled.Transpose(0, 1)));
        report.Check("first_sentence_hidden", states.Tokens.Select(0, 0).Narrow(0, 0, golden.Expected("first_sentence_hidden").Size(0)));
        var counts = states.Mask.To(ScalarType.Int64).Sum([1]);
        report.Check("first_second_last_token", Tensor.Stack(
            [.. counts.ToArray<long>().Select((count, i) => states.Tokens.Select(0, i).IndexSelect(0, Tensor.From([0L, 1L, count - 1], 3)))]));
    }

    // The case names a folder of some folder above it.
    private static string Find(GoldenCase golden)
    {
        var name = golden.Config.GetProperty("weights").GetString()!;
        for (var folder = golden.Folder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(Path.Combine(path, "model.safetensors")))
                return path;
        }

        throw new DirectoryNotFoundException($"{golden.Path} names the weights '{name}', which no folder above it has.");
    }
}
