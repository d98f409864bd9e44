using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Models.Formats.Gguf;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

public sealed class FluxGenerateTests(TinyFlux flux) : IClassFixture<TinyFlux>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("dev")]
    [InlineData("schnell")]
    public async Task A_folder_paints_and_picture_k_equals_the_single_picture_of_its_seed(string kind)
    {
        await Paint("--model", flux.Folder(kind), "--seed", "4", "--count", "2", "--out", _folder + "/");
        var single = await Picture("--model", flux.Folder(kind), "--seed", "5");

        Assert.Equal((16, 12), (single.Width, single.Height));
        Assert.Equal(PictureFile.Load(Path.Combine(_folder, "atelier-5.png")).Pixels, single.Pixels);
        Assert.NotEqual(PictureFile.Load(Path.Combine(_folder, "atelier-4.png")).Pixels, single.Pixels);
    }

    [Fact]
    public async Task The_prompt_reaches_the_picture_through_both_text_encoders()
    {
        var one = await Picture("--model", flux.Folder("dev"));
        var other = PictureFile.Load((await Run("generate", "another thing", "--model", flux.Folder("dev"), "--seed", "1", "--precision", "fp32", "--out", File("o.png"))).TrimEnd());

        Assert.NotEqual(one.Pixels, other.Pixels);
    }

    [Fact]
    public async Task Single_files_in_every_dialect_paint_the_picture_of_the_folder()
    {
        var folder = await Picture("--model", flux.Folder("dev"), "--width", "16", "--height", "12", "--steps", "3");
        foreach (var file in new[] { flux.BflFile(), flux.BflFile("model.diffusion_model."), flux.DiffusersFile(), flux.GgufFile(GgufType.F32) })
        {
            var single = await Picture("--model", file, "--components", flux.Components(), "--width", "16", "--height", "12", "--steps", "3");
            Assert.Equal(folder.Pixels, single.Pixels);
        }
    }

    [Fact]
    public async Task Matrices_of_8_bit_floats_are_taken_with_their_factors()
    {
        string[] words = ["--components", flux.Components(), "--width", "16", "--height", "12", "--steps", "2"];

        var plain = await Picture(["--model", flux.RoundedFile(packed: false), .. words]);
        var packed = await Picture(["--model", flux.RoundedFile(packed: true), .. words]);

        Assert.Equal(plain.Pixels, packed.Pixels);
    }

    [Fact]
    public async Task Matrices_of_8_bit_floats_are_converted_with_their_factors()
    {
        foreach (var packed in new[] { true, false })
        {
            var (code, _, error) = await CommandLine.RunAsync("convert", flux.RoundedFile(packed), File($"{packed}.safetensors"), "--config", flux.Folder("dev"), "--part", "transformer", "--quiet");
            Assert.True(code == ExitCode.Done, error);
        }

        using var scope = Tensor.Scope();
        using var plain = SafetensorsTensors.Open(File("False.safetensors"));
        using var scaled = SafetensorsTensors.Open(File("True.safetensors"));
        Assert.Equal(plain.Names.Order(), scaled.Names.Order());
        Assert.All(plain.Names, n => Assert.Equal(plain.Read(n).ToFloats(), scaled.Read(n).ToFloats()));
    }

    [Fact]
    public async Task A_conversion_that_is_refused_leaves_no_folder()
    {
        var (code, _, error) = await CommandLine.RunAsync("convert", flux.Folder("dev"), File("q.gguf"), "--part", "transformer", "--type", "q8_0", "--quiet");
        Assert.True(code == ExitCode.Done, error);

        (code, _, error) = await CommandLine.RunAsync("convert", File("q.gguf"), File("folder"), "--config", flux.Folder("dev"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("which type", error);
        Assert.False(Directory.Exists(File("folder")));
    }

    [Fact]
    public async Task Components_may_be_single_files_told_by_their_tensors()
    {
        string[] file = ["--model", flux.BflFile(), "--width", "16", "--height", "12", "--steps", "2"];

        var folders = await Picture([.. file, "--components", flux.Components()]);
        var flat = await Picture([.. file, "--components", flux.FlatComponents()]);

        Assert.Equal(folders.Pixels, flat.Pixels);
    }

    [Fact]
    public async Task A_quantised_file_paints_nearly_the_same()
    {
        var folder = await Picture("--model", flux.Folder("dev"), "--width", "16", "--height", "12", "--steps", "3");
        var single = await Picture("--model", flux.GgufFile(GgufType.Q8_0), "--components", flux.Components(), "--width", "16", "--height", "12", "--steps", "3");

        Assert.InRange(folder.Pixels.Zip(single.Pixels, (a, b) => Math.Abs(a - b)).Max(), 1, 24);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("fill")]
    public async Task Pixels_outside_the_mask_come_back_bit_by_bit(string kind)
    {
        // No multiple of a token in either direction.
        var (init, mask) = (Gradient(27, 19), new Picture(27, 19, 1));
        for (var y = 5; y < 11; y++)
            mask.Row(y)[6..15].Fill(255);

        var painted = await Picture("--model", flux.Folder(kind), "--init", Saved(init, "init.png"), "--mask", Saved(mask, "mask.png"));

        Assert.Equal((27, 19), (painted.Width, painted.Height));
        var changed = 0;
        for (var i = 0; i < 27 * 19; i++)
        {
            var same = init.Pixels.AsSpan(i * 3, 3).SequenceEqual(painted.Pixels.AsSpan(i * 3, 3));
            Assert.True(same || mask.Pixels[i] == 255, $"pixel {i % 27}, {i / 27} lies outside the mask and changed");
            changed += same ? 0 : 1;
        }

        Assert.True(changed > 27);
    }

    [Fact]
    public async Task A_picture_that_is_painted_over_matters_and_its_strength_too()
    {
        var init = Saved(Gradient(16, 12), "init.png");
        string[] model = ["--model", flux.Folder("dev"), "--steps", "4"];

        var free = await Picture(model);
        var half = await Picture([.. model, "--init", init, "--strength", "0.5"]);
        var more = await Picture([.. model, "--init", init, "--strength", "0.75"]);

        Assert.NotEqual(free.Pixels, half.Pixels);
        Assert.NotEqual(half.Pixels, more.Pixels);
    }

    [Fact]
    public async Task Control_reference_and_redux_pictures_matter()
    {
        var (one, other) = (Saved(Gradient(16, 12), "one.png"), Saved(Gradient(12, 16), "other.png"));
        flux.AddRedux();
        string[] redux = ["--model", flux.BflFile(), "--components", flux.Components(), "--width", "16", "--height", "12", "--steps", "2"];

        Assert.NotEqual(
            (await Picture("--model", flux.Folder("control"), "--control", $"edges:{one}")).Pixels,
            (await Picture("--model", flux.Folder("control"), "--control", $"canny:{one}")).Pixels);
        var edited = await Picture("--model", flux.Folder("kontext"), "--reference", other);
        Assert.True(edited.Height > edited.Width);
        Assert.NotEqual((await Picture(redux)).Pixels, (await Picture([.. redux, "--redux", one])).Pixels);
    }

    [Fact]
    public async Task Control_networks_act_by_type_and_strength_and_add_up()
    {
        var one = Saved(Gradient(16, 12), "one.png");
        var union = flux.ControlNet("union");
        flux.ControlNet("depth");
        string[] model = ["--model", flux.Folder("dev"), "--control-model", $"canny={union}", "--control-model", $"pose={union}"];

        var plain = await Picture(model);
        var depth = await Picture([.. model, "--control", $"depth:{one}"]);
        var canny = await Picture([.. model, "--control", $"canny:{one}"]);
        var pose = await Picture([.. model, "--control", $"pose:{one}"]);
        var both = await Picture([.. model, "--control", $"depth:{one}", "--control", $"pose:{one}:0.5"]);

        Assert.Equal(plain.Pixels, (await Picture([.. model, "--control", $"depth:{one}:0"])).Pixels);
        Assert.Equal(5, new[] { plain, depth, canny, pose, both }.Select(p => Convert.ToHexString(p.Pixels)).Distinct().Count());
    }

    [Fact]
    public async Task An_adapter_tells_what_it_changed_and_acts_by_its_weight()
    {
        string[] model = ["--model", flux.Folder("dev")];
        var file = flux.Lora("transformer_blocks.0.attn.to_q", "single_transformer_blocks.0.attn.to_v", "transformer_blocks.7.attn.to_q");

        var (_, _, notes) = await Paint([.. model, "--lora", $"{file}:2", "--out", File("a.png")]);
        var plain = await Picture(model);

        Assert.Contains("2 layers matched, 1 unmatched (transformer.transformer_blocks.7.attn.to_q)", notes);
        Assert.NotEqual(plain.Pixels, PictureFile.Load(File("a.png")).Pixels);
        Assert.Equal(plain.Pixels, (await Picture([.. model, "--lora", $"{file}:0"])).Pixels);
    }

    [Theory]
    [InlineData("--sampler heun")]
    [InlineData("--sampler dpm++2m")]
    [InlineData("--sampler unipc")]
    [InlineData("--schedule karras")]
    [InlineData("--true-guidance 3 --negative fog")]
    [InlineData("--guidance 9")]
    [InlineData("--cache first-block:5")]
    [InlineData("--cache taylor:2 --steps 8")]
    [InlineData("--cache pyramid --steps 8")]
    [InlineData("--cache faster --true-guidance 2 --steps 8")]
    [InlineData("--tile 16 --width 32 --height 32")]
    public async Task A_choice_acts_and_is_kept_in_the_file(string words)
    {
        string[] model = ["--model", flux.Folder("dev"), "--steps", "4"];
        string[] plain = words.Contains("--steps 8", StringComparison.Ordinal) ? ["--model", flux.Folder("dev"), "--steps", "8"]
            : words.StartsWith("--tile", StringComparison.Ordinal) ? [.. model, "--width", "32", "--height", "32"] : model;
        string[] chosen = [.. plain.Where((_, i) => i < 4), .. words.Replace("--steps 8", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        await Paint([.. chosen, "--out", File("chosen.png")]);

        Assert.NotEqual((await Picture(plain)).Pixels, PictureFile.Load(File("chosen.png")).Pixels);
        await Run("generate", "--from", File("chosen.png"), "--model", flux.Folder("dev"), "--out", File("again.png"));
        Assert.Equal(System.IO.File.ReadAllBytes(File("chosen.png")), System.IO.File.ReadAllBytes(File("again.png")));
    }

    [Fact]
    public async Task A_picture_of_another_program_is_repeated_with_its_distilled_guidance()
    {
        const string Text = "a red ball\nSteps: 4, Sampler: DPM++ 2M, Schedule type: Simple, CFG scale: 1, Distilled CFG Scale: 3.5, Seed: 9, Size: 16x12, Model: flux1-dev, RNG: CPU, Version: f2";
        PictureFile.Save(new Picture(16, 12, 3), File("theirs.png"), new SaveOptions { Metadata = PictureMetadata.Empty.With(PictureMetadata.ParametersKey, Text) });
        await Paint("--model", flux.Folder("dev"), "--steps", "4", "--sampler", "dpm++2m", "--guidance", "3.5", "--seed", "9", "--out", File("ours.png"));

        var (code, _, error) = await CommandLine.RunAsync("generate", "--from", File("theirs.png"), "--model", flux.Folder("dev"), "--precision", "fp32", "--out", File("again.png"));

        Assert.True(code == ExitCode.Done, error);
        Assert.DoesNotContain("not", error);
        Assert.Equal(PictureFile.Load(File("ours.png")).Pixels, PictureFile.Load(File("again.png")).Pixels);
    }

    [Fact]
    public async Task A_repeated_picture_asks_for_the_files_that_it_was_made_with()
    {
        var init = Saved(Gradient(16, 12), "init.png");
        await Paint("--model", flux.Folder("dev"), "--init", init, "--strength", "0.7", "--out", File("a.png"));
        var parameters = PictureParameters.Read(PictureFile.Open(File("a.png")).Metadata);

        var (code, _, error) = await CommandLine.RunAsync("generate", "--from", File("a.png"), "--model", flux.Folder("dev"), "--out", File("b.png"));

        Assert.Equal(["init init.png"], parameters.Inputs);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("init.png", error);
    }

    [Theory]
    [InlineData("dev", "--sampler nosuch")]
    [InlineData("dev", "--schedule nosuch")]
    [InlineData("dev", "--cache nosuch")]
    [InlineData("dev", "--cache magnitude")]
    [InlineData("dev", "--cache taylor:0")]
    [InlineData("dev", "--strength 0.5")]
    [InlineData("dev", "--init INIT --mask BLACK")]
    [InlineData("dev", "--init nosuch.png")]
    [InlineData("dev", "--control sketch:INIT")]
    [InlineData("dev", "--control sketch:INIT --control-model sketch=UNION")]
    [InlineData("dev", "--control sketch:INIT --control-model sketch=nowhere")]
    [InlineData("fill", "--init INIT --mask INIT --control sketch:INIT")]
    [InlineData("dev", "--control INIT")]
    [InlineData("dev", "--redux INIT")]
    [InlineData("dev", "--lora INIT")]
    [InlineData("dev", "--lora NOWHERE")]
    [InlineData("dev", "--tile 17")]
    [InlineData("fill", "--init INIT")]
    [InlineData("control", "")]
    [InlineData("control", "--control canny:INIT:0.5")]
    [InlineData("schnell", "--true-guidance 2")]
    public async Task What_a_model_cannot_do_gets_one_line_and_2(string kind, string words)
    {
        var line = words
            .Replace("INIT", Saved(Gradient(16, 12), "init.png"), StringComparison.Ordinal)
            .Replace("BLACK", Saved(new Picture(16, 12, 1), "black.png"), StringComparison.Ordinal)
            .Replace("UNION", flux.ControlNet("union"), StringComparison.Ordinal)
            .Replace("NOWHERE", flux.Lora("nowhere"), StringComparison.Ordinal);

        var (code, output, error) = await CommandLine.RunAsync(
            ["generate", "a red ball", "--model", flux.Folder(kind), "--out", File("x.png"), .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(code == ExitCode.BadInput, $"{code}: {error}");
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(System.IO.File.Exists(File("x.png")));
    }

    private static Picture Gradient(int width, int height)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)((i * 37 % 251) ^ (i / 3 % width * 5));
        return picture;
    }

    private string File(string name) => Path.Combine(_folder, name);

    private string Saved(Picture picture, string name)
    {
        PictureFile.Save(picture, File(name));
        return File(name);
    }

    private async Task<Picture> Picture(params string[] words)
    {
        await Paint([.. words.Contains("--seed") ? words : ["--seed", "1", .. words], "--out", File("picture.png")]);
        return PictureFile.Load(File("picture.png"));
    }

    private static Task<(int Code, string Output, string Error)> Paint(params string[] words) =>
        Done(["generate", "a red ball", "--precision", "fp32", .. words.Contains("--seed") ? words : ["--seed", "1", .. words]]);

    private static async Task<string> Run(params string[] words) => (await Done(words)).Output;

    private static async Task<(int Code, string Output, string Error)> Done(string[] words)
    {
        var result = await CommandLine.RunAsync(words);
        Assert.True(result.Code == ExitCode.Done, result.Error);
        return result;
    }
}
