using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Imaging;

namespace Atelier.Cli.Tests.Generation;

public sealed class StableDiffusionCommandTests(TinyStableDiffusion model) : IClassFixture<TinyStableDiffusion>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_and_a_single_file_of_the_same_weights_paint_the_same()
    {
        var folder = await Paint("a.png");
        var file = await Paint("b.png", "--model", model.FileOf("single.safetensors"), "--tokenizer", model.FileOf("sd/tokenizer"), "--steps", "3", "--width", "16", "--height", "16");

        Assert.Equal((16, 16), (folder.Width, folder.Height));
        Assert.Equal(folder.Pixels, file.Pixels);
        Assert.True(folder.Pixels.Distinct().Count() > 8);
    }

    [Theory]
    [InlineData("whole.gguf")]
    [InlineData("whole.safetensors")]
    public async Task A_file_is_told_by_its_tensors_whatever_its_format_and_name(string name)
    {
        var folder = await Paint("folder.png");
        var file = Path.Combine(_folder, name);
        var (code, _, error) = await CommandLine.RunAsync("convert", model.FileOf("sd"), file, "--quiet");
        Assert.True(code == ExitCode.Done, error);
        var renamed = Path.Combine(_folder, "weights.of-a-model");
        File.Copy(file, renamed);

        foreach (var path in new[] { file, renamed })
        {
            var single = await Paint("file.png", "--model", path, "--tokenizer", model.FileOf("sd/tokenizer"), "--steps", "3", "--width", "16", "--height", "16");
            Assert.Equal(folder.Pixels, single.Pixels);
        }
    }

    [Fact]
    public async Task A_file_in_a_folder_of_models_is_found_by_its_name()
    {
        Environment.SetEnvironmentVariable("ATELIER_MODELS", model.Folder);
        try
        {
            var expected = await Paint("a.png");
            var named = await Paint("b.png", "--model", "single", "--tokenizer", model.FileOf("sd/tokenizer"), "--steps", "3", "--width", "16", "--height", "16");

            Assert.Equal(expected.Pixels, named.Pixels);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ATELIER_MODELS", null);
        }
    }

    [Fact]
    public async Task Picture_k_of_several_equals_the_single_picture_of_its_seed()
    {
        var (code, output, error) = await CommandLine.RunAsync(Words("--seed", "7", "--count", "2", "--out", _folder + "/"));
        Assert.True(code == ExitCode.Done, error);

        var single = await Paint("single.png", "--seed", "8");

        Assert.Equal(2, output.TrimEnd().Split('\n').Length);
        Assert.Equal(PictureFile.Load(Path.Combine(_folder, "atelier-8.png")).Pixels, single.Pixels);
    }

    [Theory]
    [InlineData("--sampler euler-a")]
    [InlineData("--sampler dpm++2m --schedule karras")]
    [InlineData("--sampler heun")]
    [InlineData("--sampler lcm")]
    [InlineData("--schedule trailing")]
    [InlineData("--clip-skip 2")]
    [InlineData("--guidance 1")]
    [InlineData("--guidance-rescale 0.7")]
    [InlineData("--perturb 3")]
    [InlineData("--free-u 1.5,1.6,0.9,0.2")]
    [InlineData("--negative ball")]
    [InlineData("--lora @style.safetensors:0.8")]
    [InlineData("--control canny:+photo.png:0.7")]
    [InlineData("--control sketch:+photo.png --control-model sketch=@sketch")]
    [InlineData("--image-adapter @pictures.safetensors:+photo.png:0.6 --image-encoder @eye")]
    [InlineData("--image-adapter @full.safetensors:+photo.png --image-encoder @eye --perturb 2")]
    public async Task An_option_changes_the_picture_and_a_second_run_repeats_it(string words)
    {
        Photo("photo.png", 24, 16);
        string[] options = [.. words.Split(' ').Select(w => w.Replace("+photo", _folder + "/photo", StringComparison.Ordinal).Replace("@", model.Folder + "/", StringComparison.Ordinal))];

        var (plain, first, second) = (await Paint("plain.png"), await Paint("first.png", options), await Paint("second.png", options));

        Assert.Equal(first.Pixels, second.Pixels);
        Assert.NotEqual(plain.Pixels, first.Pixels);
    }

    [Fact]
    public async Task A_picture_prompt_acts_where_its_mask_is_white()
    {
        Photo("photo.png", 24, 16);
        var mask = new Picture(16, 16, 1);
        PictureFile.Save(mask, Path.Combine(_folder, "black.png"));
        for (var y = 0; y < 16; y++)
            mask.Row(y)[..8].Fill(255);
        PictureFile.Save(mask, Path.Combine(_folder, "left.png"));
        string[] Words(string masked) => ["--image-encoder", model.FileOf("eye"), "--image-adapter", $"{model.FileOf("pictures.safetensors")}:{_folder}/photo.png:0.6{masked}"];

        var plain = await Paint("plain.png");
        var (whole, left, none) = (await Paint("whole.png", Words("")), await Paint("left-only.png", Words($",mask={_folder}/left.png")), await Paint("none.png", Words($",mask={_folder}/black.png")));

        Assert.Equal(plain.Pixels, none.Pixels);
        Assert.NotEqual(plain.Pixels, left.Pixels);
        Assert.NotEqual(whole.Pixels, left.Pixels);
    }

    [Fact]
    public async Task Pixels_outside_the_mask_come_back_as_they_were()
    {
        var photo = Photo("photo.png", 21, 18);
        var mask = new Picture(21, 18, 1);
        for (var y = 4; y < 12; y++)
            mask.Row(y)[5..13].Fill(255);
        PictureFile.Save(mask, Path.Combine(_folder, "mask.png"));
        string[] words = ["--init", Path.Combine(_folder, "photo.png"), "--mask", Path.Combine(_folder, "mask.png"), "--strength", "1"];

        foreach (var name in new[] { "sd", "inpainting" })
        {
            var edited = await Paint($"{name}.png", [.. words, "--model", model.FileOf(name)]);

            Assert.Equal((21, 18), (edited.Width, edited.Height));
            var changed = Enumerable.Range(0, 21 * 18).Where(i => !edited.Pixels.AsSpan(3 * i, 3).SequenceEqual(photo.Pixels.AsSpan(3 * i, 3))).ToArray();
            Assert.True(changed.Length > 32);
            Assert.All(changed, i => Assert.Equal(255, mask.Pixels[i]));
        }
    }

    [Fact]
    public async Task A_small_strength_stays_nearer_to_the_picture_than_a_large_one()
    {
        Photo("photo.png", 32, 32);
        async Task<Picture> At(string strength) => await Paint($"{strength}.png", "--init", Path.Combine(_folder, "photo.png"), "--strength", strength, "--steps", "10", "--sampler", "ddim", "--guidance", "1");

        var (none, weak, strong) = (await At("0.1"), await At("0.2"), await At("1"));

        static double Distance(Picture a, Picture b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();
        Assert.True(Distance(none, weak) < Distance(none, strong), $"{Distance(none, weak)} and {Distance(none, strong)}");
    }

    [Fact]
    public async Task Long_weighted_prompts_and_words_of_embeddings_are_read()
    {
        var thousands = string.Join(' ', Enumerable.Repeat("red ball,", 1000));
        var (plain, weighted) = (await Paint("plain.png", prompt: "red ball"), await Paint("weighted.png", prompt: "red (ball:1.6)"));
        var with = await Paint("word.png", ["--embedding", model.FileOf("word.safetensors")], prompt: "red Word");
        var without = await Paint("words.png", prompt: "red word");
        var longest = await Paint("long.png", prompt: thousands);

        Assert.NotEqual(plain.Pixels, weighted.Pixels);
        Assert.NotEqual(with.Pixels, without.Pixels);
        Assert.NotEqual(plain.Pixels, longest.Pixels);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    public async Task A_picture_carries_its_parameters_and_is_repeated_by_them(string format)
    {
        var (first, again) = (Path.Combine(_folder, $"first.{format}"), Path.Combine(_folder, $"again.{format}"));
        await Paint(
            $"first.{format}", "--sampler", "dpm++2m", "--schedule", "karras", "--clip-skip", "2", "--seed", "5", "--guidance", "4.5", "--negative", "fog, rain", "--width", "24",
            "--perturb", "1.5", "--free-u", "1.5,1.6,0.9,0.2");
        var metadata = PictureFile.Open(first).Metadata;

        var (code, _, error) = await CommandLine.RunAsync("generate", "--from", first, "--model", model.FileOf("sd"), "--precision", "fp32", "--out", again);

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(again));
        var text = GenerationText.Parse(metadata.Parameters!);
        Assert.Equal(("red ball", "fog, rain", 5L, 3, 4.5, (24, 16)), (text.Prompt, text.NegativePrompt, text.Seed!.Value, text.Steps!.Value, text.Guidance!.Value, text.Size!.Value));
        Assert.Equal(("DPM++ 2M", "Karras", 2, "CPU"), (text["Sampler"], text["Schedule type"], text.ClipSkip, text.NoiseSource));
    }

    [Fact]
    public async Task The_json_and_the_previews_tell_of_the_walk()
    {
        var previews = Path.Combine(_folder, "previews");

        var (code, output, error) = await CommandLine.RunAsync(Words("--json", "--seed", "3", "--lora", $"{model.FileOf("style.safetensors")}:0.5", "--preview", previews, "--out", _folder + "/"));

        Assert.True(code == ExitCode.Done, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("style:0.5", json.RootElement.GetProperty("parameters").GetProperty("loras")[0].GetString());
        Assert.Equal("pndm", json.RootElement.GetProperty("parameters").GetProperty("sampler").GetString());
        var names = Directory.EnumerateFiles(previews).ToArray();
        Assert.Equal(3, names.Length);
        Assert.Equal((16, 16), (PictureFile.Load(names[0]).Width, PictureFile.Load(names[0]).Height));
    }

    [Fact]
    public async Task A_picture_of_another_program_is_repeated_by_its_text()
    {
        const string Text = "red (ball:1.2)\nNegative prompt: fog\nSteps: 4, Sampler: DPM++ 2M Karras, CFG scale: 6, Seed: 9, Size: 24x16, Model hash: 0123456789, Model: other, " +
            "Denoising strength: 0.7, Clip skip: 2, Hires upscale: 2, Version: v1.5.1";
        var path = Path.Combine(_folder, "theirs.png");
        PictureFile.Save(new Picture(24, 16, 3), path, new SaveOptions { Metadata = PictureMetadata.Empty.With(PictureMetadata.ParametersKey, Text) });
        var expected = await Paint(
            "ours.png", ["--seed", "9", "--steps", "4", "--sampler", "dpm++2m", "--schedule", "karras", "--guidance", "6", "--width", "24", "--height", "16", "--clip-skip", "2", "--negative", "fog"],
            "red (ball:1.2)");

        var (code, _, error) = await CommandLine.RunAsync(
            "generate", "--from", path, "--model", model.FileOf("sd"), "--precision", "fp32", "--out", Path.Combine(_folder, "again.png"));

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(expected.Pixels, PictureFile.Load(Path.Combine(_folder, "again.png")).Pixels);
    }

    [Fact]
    public async Task The_same_autoencoder_from_outside_changes_nothing()
    {
        var plain = await Paint("plain.png");

        foreach (var (name, path) in new[] { ("folder", "sd/vae"), ("file", "sd/vae/model.safetensors"), ("original", "single.safetensors") })
            Assert.Equal(plain.Pixels, (await Paint($"{name}.png", "--vae", model.FileOf(path))).Pixels);
    }

    [Fact]
    public async Task A_large_picture_is_made_in_tiles()
    {
        var (whole, tiled) = (await Paint("whole.png", "--width", "48", "--height", "40"), await Paint("tiled.png", "--width", "48", "--height", "40", "--tile", "16"));

        Assert.Equal((48, 40), (tiled.Width, tiled.Height));
        Assert.NotEqual(whole.Pixels, tiled.Pixels);
        var (code, _, error) = await CommandLine.RunAsync(
            "generate", "--from", Path.Combine(_folder, "tiled.png"), "--model", model.FileOf("sd"), "--out", Path.Combine(_folder, "again.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(tiled.Pixels, PictureFile.Load(Path.Combine(_folder, "again.png")).Pixels);
    }

    [Theory]
    [InlineData("Sampler: Restart", "sampler 'Restart'")]
    [InlineData("Sampler: Euler, Eta: 0.5, ENSD: 31337", "Eta: 0.5, ENSD: 31337")]
    [InlineData("Sampler: Euler, RNG: NV", "(NV)")]
    public async Task What_another_program_says_and_is_not_repeated_is_told(string fields, string told)
    {
        var (code, error) = await Again($"a ball\nSteps: 2, {fields}, CFG scale: 6, Seed: 9, Size: 16x16, Model hash: 01, Model: other, Version: v1.5.1");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains(told, error);
        Assert.DoesNotContain("Version", error);
    }

    [Fact]
    public async Task A_tag_for_an_adapter_in_the_text_of_another_program_asks_for_its_file()
    {
        const string Text = "a <lora:style:0.5> ball\nSteps: 2, Sampler: Euler, CFG scale: 6, Seed: 9, Size: 16x16, Model: other, RNG: CPU";

        var (code, error) = await Again(Text);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("style:0.5", Assert.Single(error.TrimEnd('\n').Split('\n')));

        Assert.Equal(ExitCode.Done, (await Again(Text, "--lora", model.FileOf("style.safetensors") + ":0.5")).Code);
    }

    private async Task<(int Code, string Error)> Again(string text, params string[] words)
    {
        var path = Path.Combine(_folder, "theirs.png");
        PictureFile.Save(new Picture(16, 16, 3), path, new SaveOptions { Metadata = PictureMetadata.Empty.With(PictureMetadata.ParametersKey, text) });
        var (code, _, error) = await CommandLine.RunAsync(
            ["generate", "--from", path, "--model", model.FileOf("sd"), "--precision", "fp32", "--out", Path.Combine(_folder, "again.png"), .. words]);
        return (code, error);
    }

    private Picture Photo(string name, int width, int height)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)(i % (3 * width) < width ? 30 + (i % 7) : 220 - (i % 5));
        PictureFile.Save(picture, Path.Combine(_folder, name));
        return picture;
    }

    private string[] Words(params string[] words) => ["generate", "red ball", "--model", model.FileOf("sd"), "--precision", "fp32", .. words];

    private Task<Picture> Paint(string name, params string[] words) => Paint(name, words, "red ball");

    private async Task<Picture> Paint(string name, string[]? words = null, string prompt = "red ball")
    {
        var path = Path.Combine(_folder, name);
        string[] all = ["generate", prompt, "--precision", "fp32", "--out", path, .. words ?? []];
        if (!all.Contains("--model"))
            all = [.. all, "--model", model.FileOf("sd")];
        if (!all.Contains("--seed"))
            all = [.. all, "--seed", "1"];
        var (code, _, error) = await CommandLine.RunAsync(all);
        Assert.True(code == ExitCode.Done, error);
        return PictureFile.Load(path);
    }
}
