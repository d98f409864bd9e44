using Atelier.Models.Text.Bert;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Tests.Mini;

/// <summary>A folder with a random BERT that spells words letter by letter.</summary>
internal static class TinyTextEncoder
{
    public const int Width = 16;

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var letters = Enumerable.Range('a', 26).Select(c => ((char)c).ToString()).ToArray();
        string[] pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. letters, .. letters.Select(l => $"##{l}")];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), pieces);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"vocab_size": {{pieces.Length}}, "hidden_size": {{Width}}, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 128}
            """);
        using var random = new Generator(3);
        using var model = new BertModel(new()
        {
            VocabSize = pieces.Length, HiddenSize = Width, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 16, MaxPositionEmbeddings = 128,
        }, pooler: false);
        model.Initialize(random);
        StateDict.Save(model, Path.Combine(folder, "model.safetensors"));
    }
}
