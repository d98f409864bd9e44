using Atelier.Models.Conversion;
using Atelier.Models.Dialects;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Conversion;

public sealed class ModelConverterTests
{
    public static TheoryData<string> Networks { get; } = ["flux_bfl/transformer_schnell", "flux_bfl/autoencoder_sd", "sd_ldm/vae", "sd_ldm/clip_sd15", "sd_ldm/openclip_sdxl"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_single_file_becomes_the_folder_that_diffusers_makes_of_it_and_comes_back(string name)
    {
        using var model = new ConvertedModel(name);
        using var original = WeightFile.Open(model.Original);

        model.Convert("original.safetensors", "folder");
        model.Convert("folder", "again.safetensors");
        model.Convert("folder", "again.gguf");
        model.Convert("again.gguf", "from-gguf");

        // Of some cases only a part is recorded, and call inputs lie beside the weights.
        using var folder = WeightFile.Open(model.At("folder"));
        ConvertedModel.HasAll(model.Expected, model.At("folder"), n => folder.Names.Contains(n));
        Assert.Equal(name != "sd_ldm/clip_sd15", model.Expected.Names.Any(folder.Names.Contains));
        ConvertedModel.HasAll(folder, model.At("from-gguf"));
        using var again = WeightFile.Open(model.At("again.safetensors"));
        var prefix = original.Names.First(n => n.EndsWith(again.Names.First(), StringComparison.Ordinal))[..^again.Names.First().Length];
        ConvertedModel.HasAll(again, model.Original.Replace("original", "again", StringComparison.Ordinal));
        foreach (var tensor in again.Names)
        {
            using var left = original.Read(prefix + tensor);
            using var right = again.Read(tensor);
            Assert.Equal(left.Shape, right.Shape);
            Assert.Equal(left.ToFloats(), right.ToFloats());
        }
    }

    [Fact]
    public void The_config_travels_in_the_file()
    {
        using var model = new ConvertedModel("flux_bfl/transformer_schnell");
        model.Convert("original.safetensors", "folder");
        model.Convert("folder", "model.gguf", r => r with { Type = GgufType.Q8_0 });

        // Heads of this width are in no public FLUX, so without its config the file could not be read.
        model.Convert("model.gguf", "back", r => r with { Type = GgufType.F32 });

        Assert.Equal(File.ReadAllText(model.At("folder/config.json")), File.ReadAllText(model.At("back/config.json")));
    }

    [Fact]
    public void Blocks_stay_blocks_where_names_stay()
    {
        using var model = new ConvertedModel("flux_bfl/transformer_schnell");
        model.Convert("original.safetensors", "a.gguf", r => r with { Type = GgufType.Q4_0 });

        model.Convert("a.gguf", "b.gguf");

        using var first = GgufTensors.Open(model.At("a.gguf"));
        using var second = GgufTensors.Open(model.At("b.gguf"));
        Assert.True(first.IsQuantized);
        Assert.All(first.Names, n => Assert.Equal(first.StoredTypeOf(n), second.StoredTypeOf(n)));
        ConvertedModel.HasAll(first, model.At("b.gguf"));
    }

    [Fact]
    public void A_quantised_file_is_widened_only_when_a_type_is_named()
    {
        using var model = new ConvertedModel("flux_bfl/transformer_schnell");
        model.Convert("original.safetensors", "a.gguf", r => r with { Type = GgufType.Q8_0, KeepNames = true });

        var error = Assert.Throws<WeightException>(() => model.Convert("a.gguf", "b.safetensors"));
        model.Convert("a.gguf", "b.safetensors", r => r with { Type = GgufType.F16 });

        Assert.Contains("quantised", error.Message);
        using var file = WeightFile.Open(model.At("b.safetensors"));
        Assert.All(file.Names, n => Assert.Equal(ScalarType.Float16, file.TypeOf(n)));
    }

    [Fact]
    public void Several_networks_of_one_file_become_folders_and_one_file_again()
    {
        using var vae = new ConvertedModel("sd_ldm/vae");
        using var text = new ConvertedModel("sd_ldm/clip_sd15");
        using var first = WeightFile.Open(vae.Original);
        using var second = WeightFile.Open(text.Original);
        TensorFile.Write(vae.At("both.safetensors"), new JoinedTensors(first, second), null, "", cancellation: TestContext.Current.CancellationToken);
        Directory.CreateDirectory(vae.At("configs/vae"));
        Directory.CreateDirectory(vae.At("configs/text_encoder"));
        File.Copy(vae.Config, vae.At("configs/vae/config.json"));
        File.Copy(text.Config, vae.At("configs/text_encoder/config.json"));

        var result = vae.Convert("both.safetensors", "pipeline", r => r with { Config = vae.At("configs") });
        vae.Convert("pipeline", "without-index.safetensors");
        File.WriteAllText(vae.At("pipeline/model_index.json"), "{}");
        Directory.CreateDirectory(vae.At("pipeline/safety_checker"));
        File.Copy(vae.At("pipeline/vae/diffusion_pytorch_model.safetensors"), vae.At("pipeline/safety_checker/model.safetensors"));
        vae.Convert("pipeline", "again.safetensors");

        Assert.Equal(2, result.Files.Count);
        Assert.Contains(result.Notes, n => n.Contains("betas", StringComparison.Ordinal));
        using var again = WeightFile.Open(vae.At("again.safetensors"));
        using var both = WeightFile.Open(vae.At("both.safetensors"));
        ConvertedModel.HasAll(again, vae.At("both.safetensors"));
        ConvertedModel.HasAll(again, vae.At("without-index.safetensors"));
        Assert.Equal(both.Names.Except(["betas", "alphas_cumprod", "cond_stage_model.transformer.text_model.embeddings.position_ids"]).Order(), again.Names.Order());
    }

    [Fact]
    public void A_pipeline_becomes_a_pipeline_with_all_its_files()
    {
        using var model = new ConvertedModel("sd_ldm/vae");
        model.Convert("original.safetensors", "pipeline/vae");
        File.WriteAllText(model.At("pipeline/model_index.json"), "{}");
        Directory.CreateDirectory(model.At("pipeline/tokenizer"));
        File.WriteAllText(model.At("pipeline/tokenizer/merges.txt"), "a b");

        model.Convert("pipeline", "half", r => r with { Type = GgufType.BF16 });

        Assert.Equal("a b", File.ReadAllText(model.At("half/tokenizer/merges.txt")));
        Assert.True(File.Exists(model.At("half/model_index.json")));
        using var half = WeightFile.Open(model.At("half/vae"));
        Assert.All(half.Names, n => Assert.Equal(ScalarType.BFloat16, half.TypeOf(n)));
    }

    [Fact]
    public void Old_names_of_the_autoencoder_become_new_ones()
    {
        using var model = new ConvertedModel("sd_ldm/vae");
        model.Convert("original.safetensors", "new");
        using var names = WeightFile.Open(model.At("new"));
        Directory.CreateDirectory(model.At("old"));
        File.Copy(model.Config, model.At("old/config.json"));
        string Old(string n) => n.Replace(".to_q.", ".query.", StringComparison.Ordinal).Replace(".to_k.", ".key.", StringComparison.Ordinal)
            .Replace(".to_v.", ".value.", StringComparison.Ordinal).Replace(".to_out.0.", ".proj_attn.", StringComparison.Ordinal);
        using (var renamed = new TranslatedTensors(names, names.Names.ToDictionary(Old, n => new TensorRecipe(n, TensorCut.Whole))))
            TensorFile.Write(model.At("old/diffusion_pytorch_model.safetensors"), renamed, null, "", cancellation: TestContext.Current.CancellationToken);

        model.Convert("old", "again");

        ConvertedModel.HasAll(WeightFile.Open(model.At("new")), model.At("again"));
    }

    [Fact]
    public void A_pipeline_without_a_common_file_names_its_parts()
    {
        using var model = new ConvertedModel("flux_bfl/transformer_schnell");
        model.Convert("original.safetensors", "pipeline/transformer");
        Directory.CreateDirectory(model.At("pipeline/text_encoder_2"));
        using (var file = WeightFile.Open(model.Original))
            TensorFile.Write(model.At("pipeline/text_encoder_2/model.safetensors"), new PrefixedTensors(file, "call."), null, "", cancellation: TestContext.Current.CancellationToken);
        File.WriteAllText(model.At("pipeline/model_index.json"), "{}");

        var error = Assert.Throws<WeightException>(() => model.Convert("pipeline", "one.safetensors"));
        var chosen = model.Convert("pipeline", "one.safetensors", r => r with { Part = "transformer" });

        Assert.Contains("text_encoder_2, transformer", error.Message);
        Assert.Equal("FLUX transformer, original names", Assert.Single(chosen.Files).Content);
    }
}
