using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

/// <summary>Bad input for FLUX: one line and the code for bad input, or a result that is defined.</summary>
public sealed class FluxInputTests(TinyFlux flux) : IClassFixture<TinyFlux>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("vae", "vae")]
    [InlineData("transformer", "transformer")]
    [InlineData("transformer/config.json", "config.json")]
    [InlineData("text_encoder", "text_encoder")]
    [InlineData("text_encoder_2", "text_encoder_2")]
    [InlineData("tokenizer", "tokenizer")]
    [InlineData("tokenizer_2", "tokenizer_2")]
    [InlineData("scheduler", "scheduler")]
    [InlineData("model_index.json", "model_index.json")]
    public async Task A_missing_part_of_a_folder_is_named(string part, string named)
    {
        var path = Path.Combine(Copied(), part);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);

        await Refused(named);
    }

    [Theory]
    [InlineData("scheduler/scheduler_config.json", """{"_class_name": "DDIMScheduler"}""", "DDIMScheduler")]
    [InlineData("scheduler/scheduler_config.json", """{"_class_name": 7}""", "is a 7")]
    [InlineData("scheduler/scheduler_config.json", """{"shift": "wide"}""", "shift is \"wide\"")]
    [InlineData("scheduler/scheduler_config.json", """{"shift": 3, "mean_shift": 2}""", "mean_shift")]
    [InlineData("scheduler/scheduler_config.json", "no json", "scheduler_config.json")]
    [InlineData("model_index.json", """{"_class_name": 5}""", "no pipeline class")]
    [InlineData("model_index.json", "[]", "no JSON object")]
    [InlineData("transformer/config.json", """{"quantization_config": {"load_in_4bit": true}}""", "quantization_config")]
    [InlineData("vae/config.json", """{"latents_order": [1]}""", "latents_order")]
    public async Task A_file_of_a_folder_that_says_something_else_is_named(string file, string text, string named)
    {
        File.WriteAllText(Path.Combine(Copied(), file), text);
        await Refused(named);
    }

    [Theory]
    [InlineData("transformer", "proj_out.bias", "at step 1")]
    [InlineData("vae", "decoder.conv_out.bias", "when it decoded")]
    [InlineData("text_encoder_2", "encoder.final_layer_norm.weight", "at step 1")]
    public async Task A_weight_that_is_no_number_ends_the_walk_with_one_line(string part, string tensor, string when)
    {
        Changed(part, (name, x) => name == tensor ? Tensor.Full(x.Shape, double.NaN) : x);
        await Refused($"values that are no numbers {when}");
    }

    [Fact]
    public async Task Weights_of_several_types_paint_nearly_the_picture_of_one_type()
    {
        await Paint(flux.Folder("dev"), "one.png");
        Changed("transformer", (name, x) => x.To((name.Length % 3) switch { 0 => ScalarType.Float16, 1 => ScalarType.BFloat16, _ => ScalarType.Float32 }));
        await Paint(_folder, "several.png");

        var (one, several) = (PictureFile.Load(Path.Combine(_folder, "one.png")).Pixels, PictureFile.Load(Path.Combine(_folder, "several.png")).Pixels);
        Assert.True(one.Zip(several, (a, b) => Math.Abs(a - b)).Average() < 3);
    }

    [Fact]
    public async Task Ten_thousand_words_are_cut_to_what_the_encoders_take_and_a_note_says_so()
    {
        var words = string.Join(' ', Enumerable.Repeat("red", 10_000));
        var (code, _, error) = await CommandLine.RunAsync("generate", words, "--model", flux.Folder("dev"), "--steps", "1", "--out", Path.Combine(_folder, "x.png"));
        Assert.True(code == ExitCode.Done, error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task An_empty_prompt_is_refused(string prompt) => Refused(
        "prompt", await CommandLine.RunAsync("generate", prompt, "--model", flux.Folder("dev"), "--out", Path.Combine(_folder, "x.png")));

    [Fact]
    public async Task What_is_no_model_is_told_as_what_it_is()
    {
        var picture = Path.Combine(_folder, "picture.png");
        PictureFile.Save(new Picture(4, 4, 3), picture);
        Refused("no file of weights", await Run("--model", picture));
        Refused("is an adapter", await Run("--model", flux.Lora("transformer_blocks.0.attn.to_q")));
    }

    private string Copied()
    {
        foreach (var file in Directory.EnumerateFiles(flux.Folder("dev"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(flux.Folder("dev"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return _folder;
    }

    private void Changed(string part, Func<string, Tensor, Tensor> change)
    {
        var path = Directory.EnumerateFiles(Path.Combine(Copied(), part), "*.safetensors").Single();
        using var scope = Tensor.Scope();
        using var file = SafetensorsTensors.Open(path);
        StateDict.Save(file.Names.Select(n => (n, change(n, file.Read(n)).Clone())).ToArray(), path);
    }

    private async Task Paint(string model, string name)
    {
        var (code, _, error) = await CommandLine.RunAsync(
            "generate", "red ball", "--model", model, "--seed", "1", "--precision", "fp32", "--out", Path.Combine(_folder, name));
        Assert.True(code == ExitCode.Done, error);
    }

    private async Task Refused(string named) => Refused(named, await Run("--model", _folder));

    private Task<(int Code, string Output, string Error)> Run(params string[] words) =>
        CommandLine.RunAsync(["generate", "red ball", "--precision", "fp32", "--out", Path.Combine(_folder, "x.png"), .. words]);

    private static void Refused(string named, (int Code, string Output, string Error) result)
    {
        Assert.True(result.Code == ExitCode.BadInput, $"{result.Code}: {result.Error}");
        Assert.Empty(result.Output);
        Assert.Contains(named, Assert.Single(result.Error.TrimEnd('\n').Split('\n')));
    }
}
