using System.Buffers.Binary;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

public sealed class StableDiffusionInputTests(TinyStableDiffusion model) : IClassFixture<TinyStableDiffusion>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--model mini --clip-skip 2", "--clip-skip", "FLUX")]
    [InlineData("--model mini --embedding x", "--embedding", "mini")]
    [InlineData("--lora @other.safetensors", "[48, 2]", "[64, 2]")]
    [InlineData("--lora @style.safetensors:11", "11", "-10 to 10")]
    [InlineData("--lora @none.safetensors", "none.safetensors")]
    [InlineData("--lora @word.safetensors", "word.safetensors")]
    [InlineData("--embedding @wide.safetensors", "16", "24")]
    [InlineData("--embedding @style.safetensors", "style.safetensors")]
    [InlineData("--sampler nosuch", "nosuch", "euler-a")]
    [InlineData("--schedule nosuch", "karras")]
    [InlineData("--sampler ddim --schedule karras", "ddim", "euler")]
    [InlineData("--sampler lcm --steps 60", "lcm", "60")]
    [InlineData("--clip-skip 4", "3 to choose")]
    [InlineData("--clip-skip 0", "1 to 12")]
    [InlineData("--strength 1.5", "0 to 1")]
    [InlineData("--mask @@small.png", "initial picture")]
    [InlineData("--init @@none.png", "--init")]
    [InlineData("--init @@small.png", "1 x 1", "width")]
    [InlineData("--init @@huge.png", "20000 x 20000")]
    [InlineData("--init @@fine.png --strength 0.1", "0.1", "0.333")]
    [InlineData("--control canny", "TYPE:IMAGE")]
    [InlineData("--control depth:@@fine.png", "controlnet-depth", "--control-model")]
    [InlineData("--control canny:@@fine.png:11", "11", "0 to 10")]
    [InlineData("--control depth:@@fine.png --control-model depth=@style.safetensors", "style.safetensors", "control network")]
    [InlineData("--free-u 1,2,3", "B1,B2,S1,S2")]
    [InlineData("--image-adapter x", "FILE:IMAGE")]
    [InlineData("--image-adapter @pictures.safetensors:@@fine.png,mask=nowhere.png", "There is no picture 'nowhere.png' for the mask")]
    [InlineData("--image-adapter @pictures.safetensors:@@fine.png", "image encoder")]
    [InlineData("--image-adapter @style.safetensors:@@fine.png --image-encoder @eye", "style.safetensors")]
    [InlineData("--width 21", "multiples of 2", "64")]
    [InlineData("--width 4096", "64")]
    [InlineData("--vae @none", "none")]
    [InlineData("--vae @style.safetensors", "style.safetensors")]
    [InlineData("--tile 17", "17", "multiples of 2")]
    [InlineData("--tokenizer @none", "merges.txt")]
    [InlineData("--model @inpainting", "inpainting", "mask")]
    [InlineData("--model @single.safetensors", "--tokenizer", "merges.txt")]
    [InlineData("--model @style.safetensors", "style.safetensors")]
    public async Task What_does_not_fit_gets_one_line_that_says_so(string words, params string[] parts)
    {
        Picture("small.png", 1);
        Picture("fine.png", 16);
        Huge("huge.png");

        var (code, output, error) = await Run(words);

        Assert.True(code == ExitCode.BadInput, error);
        Assert.Empty(output);
        var line = Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, line));
    }

    [Theory]
    [InlineData("unet", "unet")]
    [InlineData("vae/config.json", "config.json")]
    [InlineData("text_encoder/model.safetensors", "text_encoder")]
    [InlineData("tokenizer/merges.txt", "merges.txt")]
    [InlineData("scheduler/scheduler_config.json", "scheduler_config.json")]
    [InlineData("model_index.json", "model_index.json")]
    public async Task A_missing_part_of_a_folder_is_named(string part, string named)
    {
        Copy(model.FileOf("sd"), _folder);
        var path = Path.Combine(_folder, part);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);

        var (code, _, error) = await Run($"--model {_folder}");

        Assert.True(code == ExitCode.BadInput, error);
        Assert.Contains(named, Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public async Task A_weight_that_is_no_number_ends_the_walk_with_one_line()
    {
        Copy(model.FileOf("sd"), _folder);
        var path = Path.Combine(_folder, "unet", "model.safetensors");
        using (var scope = Tensor.Scope())
        {
            using var file = SafetensorsTensors.Open(path);
            var tensors = file.Names.Select(n => (n, n == "conv_out.bias" ? Tensor.Full(file.ShapeOf(n), double.NaN) : file.Read(n).Clone())).ToArray();
            StateDict.Save(tensors, path);
        }

        var (code, _, error) = await Run($"--model {_folder}");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("no numbers", Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    [Theory]
    [InlineData("unet/config.json", "{\"sample_size\"", "{\"cross_gate\": 4, \"sample_size\"", "cross_gate")]
    [InlineData("scheduler/scheduler_config.json", "\"beta_start\"", "\"sigma_data\": 0.5, \"beta_start\"", "sigma_data")]
    [InlineData("scheduler/scheduler_config.json", "0.00085", "\"small\"", "beta_start is \"small\"")]
    public async Task A_field_that_nobody_reads_is_named(string file, string given, string changed, string named)
    {
        Copy(model.FileOf("sd"), _folder);
        var path = Path.Combine(_folder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(given, text);
        File.WriteAllText(path, text.Replace(given, changed, StringComparison.Ordinal));

        var (code, _, error) = await Run($"--model {_folder}");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(named, Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public async Task Ten_thousand_words_are_taken_in_chunks()
    {
        var words = string.Join(' ', Enumerable.Repeat("red", 10_000));
        var (code, _, error) = await CommandLine.RunAsync(
            "generate", words, "--model", model.FileOf("sd"), "--steps", "1", "--out", Path.Combine(_folder, "x.png"));
        Assert.True(code == ExitCode.Done, error);
    }

    [Fact]
    public async Task Weights_of_several_types_paint_nearly_the_picture_of_one_type()
    {
        Copy(model.FileOf("sd"), _folder);
        Assert.Equal(ExitCode.Done, (await Run($"--model {_folder} --seed 1 --quiet")).Code);
        var one = PictureFile.Load(Path.Combine(_folder, "out.png")).Pixels;
        var path = Path.Combine(_folder, "unet", "model.safetensors");
        using (var scope = Tensor.Scope())
        {
            using var file = SafetensorsTensors.Open(path);
            StateDict.Save(
                file.Names.Select(n => (n, file.Read(n).To((n.Length % 3) switch { 0 => ScalarType.Float16, 1 => ScalarType.BFloat16, _ => ScalarType.Float32 }).Clone())).ToArray(), path);
        }

        Assert.Equal(ExitCode.Done, (await Run($"--model {_folder} --seed 1 --quiet")).Code);
        var several = PictureFile.Load(Path.Combine(_folder, "out.png")).Pixels;
        Assert.True(one.Zip(several, (a, b) => Math.Abs(a - b)).Average() < 3);
    }

    [Fact]
    public async Task A_tag_in_the_prompt_is_no_adapter()
    {
        var (code, _, error) = await CommandLine.RunAsync("generate", "a fox <lora:style:0.8> in snow", "--model", model.FileOf("sd"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("<lora:style:0.8>", Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public async Task A_picture_of_one_pixel_steers_and_masks_as_a_plane()
    {
        Picture("small.png", 1);
        Picture("fine.png", 16);

        var (code, _, error) = await Run("--init @@fine.png --mask @@small.png --control canny:@@small.png --steps 4");

        Assert.True(code == ExitCode.Done, error);
    }

    private Task<(int Code, string Output, string Error)> Run(string words)
    {
        string[] given = [.. words.Split(' ').Select(w => w.Replace("@@", _folder + "/", StringComparison.Ordinal).Replace("@", model.Folder + "/", StringComparison.Ordinal))];
        string[] all = ["generate", "red ball", "--precision", "fp32", "--out", Path.Combine(_folder, "out.png"), .. given];
        return CommandLine.RunAsync(given.Contains("--model") ? all : [.. all, "--model", model.FileOf("sd")]);
    }

    private void Picture(string name, int side)
    {
        var picture = new Picture(side, side, 3);
        picture.Pixels.AsSpan().Fill(200);
        PictureFile.Save(picture, Path.Combine(_folder, name));
    }

    // A small file that says it is huge.
    private void Huge(string name)
    {
        Picture(name, 1);
        var bytes = File.ReadAllBytes(Path.Combine(_folder, name));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 20000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 20000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc(bytes.AsSpan(12, 17)));
        File.WriteAllBytes(Path.Combine(_folder, name), bytes);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
