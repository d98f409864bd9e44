using System.Text;
using System.Text.Json;
using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Testing;

namespace Atelier.Models.Tests.Text.Tokenizers;

public class T5TokenizerTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "tokenizers");
    private static readonly byte[] Model = File.ReadAllBytes(Path.Combine(Folder, "unigram_nmt_nfkc.model"));
    private static readonly T5Tokenizer FromModel = T5Tokenizer.ParseModel(Model);

    [Fact]
    public void A_tokenizer_json_of_the_same_model_gives_the_recorded_ids()
    {
        var tokenizer = T5Tokenizer.ParseJson(Json());
        using var recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "unigram_nmt_nfkc.json")));

        foreach (var entry in recorded.RootElement.GetProperty("cases").EnumerateArray())
        {
            Assert.Equal(
                entry.GetProperty("t5_ids").EnumerateArray().Select(id => id.GetInt32()),
                tokenizer.Encode(entry.GetProperty("text").GetString()!));
        }
    }

    [Fact]
    public void Sentinels_count_down_from_the_highest_id()
    {
        Assert.Equal(500, FromModel.VocabularySize);
        Assert.Equal([499, 400, 1], FromModel.Encode("<extra_id_0><extra_id_99>"));
        Assert.Equal(402, T5Tokenizer.ParseModel(Model, extraIds: 2).VocabularySize);
    }

    [Fact]
    public void A_fixed_length_ends_with_the_end_id()
    {
        var padded = FromModel.Encode("red sphere", 4);

        Assert.True(padded.Truncated);
        Assert.Equal([3, 12, 30, 1], padded.Ids);
        Assert.Equal([3, 12, 30, 3, 4, 1, 0, 0], FromModel.Encode("red s", 8).Ids);
    }

    [Fact]
    public void Decoding_gives_the_words_back() =>
        Assert.Equal("two red cubes.<extra_id_3>", FromModel.Decode([.. FromModel.Encode(" two  red cubes.<extra_id_3>"), 0]));

    [Theory]
    [InlineData("""{"model":{"type":"BPE","vocab":{}}}""")]
    [InlineData("""{"model":{"vocab":[["<unk>"]],"unk_id":0}}""")]
    [InlineData("""{"model":{"vocab":[["<unk>",0],["<pad>",0],["</s>",0]],"unk_id":9}}""")]
    [InlineData("""{"model":{"vocab":[["<unk>",0],["<pad>",0]],"unk_id":0}}""")]
    [InlineData("""{"model":{"vocab":[["<unk>",0],["<pad>",0],["</s>",0]],"unk_id":0},"normalizer":{"type":"NFKC"}}""")]
    [InlineData("""{"model":{"vocab":[["<unk>",0],["<pad>",0],["</s>",0]],"unk_id":0},"normalizer":{"type":"Precompiled","precompiled_charsmap":"!"}}""")]
    [InlineData("""{"model":{"vocab":[["<unk>",0],["<pad>",0],["</s>",0]],"unk_id":0},"added_tokens":[{"content":"x","id":7}]}""")]
    [InlineData("""{"model":{"vocab":[["<unk>",0],["<pad>",0],["</s>",0],["</s>",0]],"unk_id":0}}""")]
    [InlineData("""{"model":{"vocab":[[null,0]],"unk_id":0}}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Files_that_cannot_be_followed_are_refused(string json) =>
        Assert.Throws<TokenizerException>(() => T5Tokenizer.ParseJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_model_file_cut_anywhere_is_refused_or_read()
    {
        for (var length = 0; length < Model.Length; length += 997)
        {
            try
            {
                SentencePieceTokenizer.Parse(Model.AsSpan(0, length)).Encode("a red cube");
            }
            catch (TokenizerException)
            {
            }
        }
    }

    private static byte[] Json()
    {
        var model = UnigramModel.Parse(Model);
        byte[] charsmap = [];
        var reader = new ProtobufReader(Model);
        while (reader.Read())
        {
            var inner = new ProtobufReader(reader.Bytes);
            while (reader.Field == 3 && inner.Read())
            {
                if (inner.Field == 2)
                    charsmap = inner.Bytes.ToArray();
            }
        }

        string[] special = ["<pad>", "</s>", "<unk>", .. Enumerable.Range(0, 100).Select(index => $"<extra_id_{99 - index}>")];
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            added_tokens = special.Select((content, index) => new { content, id = index < 3 ? index : 397 + index, special = true }),
            normalizer = new { type = "Sequence", normalizers = new object[] { new { type = "Precompiled", precompiled_charsmap = Convert.ToBase64String(charsmap) } } },
            pre_tokenizer = new
            {
                type = "Sequence",
                pretokenizers = new object[] { new { type = "WhitespaceSplit" }, new { type = "Metaspace", replacement = "\u2581", prepend_scheme = "always" } },
            },
            model = new { type = "Unigram", unk_id = 2, vocab = model.Pieces.Select(piece => new object[] { piece.Text, piece.Score }) },
        });
    }
}
