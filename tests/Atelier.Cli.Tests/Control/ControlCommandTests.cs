using System.Text.Json;
using Atelier.Cli.Control;
using Atelier.Cli.Shell;
using Atelier.Cli.Tests.Generation;
using Atelier.Imaging;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;

namespace Atelier.Cli.Tests.Control;

public sealed class ControlCommandTests : IClassFixture<TinyModel>, IDisposable
{
    private readonly TinyModel _model;
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public ControlCommandTests(TinyModel model)
    {
        _model = model;
        using var network = new FluxTransformer(ModelConfig.Open<FluxConfig>(Path.Combine(model.Folder, "transformer")));
        using var random = new Generator(2);
        network.Initialize(random);
        // Else the output layer starts at zero, as the model's own does.
        network.Parameters().Single(p => p.Name == "proj_out.bias").Parameter.Value.FillInPlace(1);
        Save("edges", new() { Tasks = [ControlTask.Edges, ControlTask.Colourise], Rank = 2, Independent = true, Scale = 2, Base = "tiny" });
        Save("holes", new() { Tasks = [ControlTask.Inpaint], Rank = 2, Independent = true, Integrated = true });
        Save("depth", new() { Tasks = [ControlTask.Depth], Rank = 2, Independent = true, Size = 16 });
        PictureFile.Save(Noise(20, 16), File("photo.png"));
        PictureFile.Save(Noise(16, 16), File("known.png"));
        PictureFile.Save(Half(), File("hole.png"));

        void Save(string name, ControlRule rule)
        {
            using var adapter = ControlAdapter.Create(network, rule, random);
            adapter.Save(File($"{name}.safetensors"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_cost_comes_first_and_the_file_carries_the_conditions()
    {
        var photo = File("photo.png");
        var (output, error) = await Paint(
            "--condition", $"edges:{photo},strength=0.5", "--condition", $"colourise:{photo}", "--detect", "edges", "--seed", "3", "--count", "2", "--out", _folder + "/", "--json");
        var notes = error.Split('\n');
        Assert.StartsWith("adapter edges was trained on other weights of tiny", notes[0], StringComparison.Ordinal);
        Assert.Matches(@"^2 conditions: \+\d+\.\d % time, \S+ MiB cache$", notes[1]);
        var lines = output.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal([2, 0], lines.Select(l => l.GetProperty("computed").GetInt32()));
        var stored = PictureFile.Open(lines[1].GetProperty("path").GetString()!).Metadata;
        Assert.Contains("a red ball", stored.Parameters, StringComparison.Ordinal);
        using var control = JsonDocument.Parse(stored.Text["atelier_control"]);
        var first = control.RootElement.GetProperty("conditions")[0];
        Assert.Equal(("edges", "photo.png", 0.5), (first.GetProperty("task").GetString(), first.GetProperty("source").GetString(), first.GetProperty("strength").GetDouble()));
        Assert.Equal([true, false], control.RootElement.GetProperty("conditions").EnumerateArray().Select(c => c.GetProperty("guided").GetBoolean()));
        Assert.Equal("auto", control.RootElement.GetProperty("reuse").GetString());
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    public async Task A_picture_is_repeated_from_its_file_and_the_conditions_pictures(string format)
    {
        var (photo, known, hole, first, second) = (File("photo.png"), File("known.png"), File("hole.png"), File($"first.{format}"), File($"second.{format}"));
        string[] pictures = ["--condition", $"mask:{known},mask={hole}", "--condition", $"edges:{photo}"];
        await Paint([.. pictures[..3], $"edges:{photo},strength=0.5,guided=off", "--detect", "edges", "--image-guidance", "2", "--reuse", "off", "--seed", "3", "--out", first]);
        var (code, _, error) = await CommandLine.RunAsync(["control", "--from", first, "--model", _model.Folder, "--adapter", File("edges.safetensors"), "--adapter", File("holes.safetensors"), "--out", second, .. pictures]);
        Assert.True(code == ExitCode.Done, error);
        Assert.DoesNotContain("not what", error, StringComparison.Ordinal);
        Assert.Equal(PictureFile.Load(first).Pixels, PictureFile.Load(second).Pixels);

        var less = await CommandLine.RunAsync(["control", "--from", first, "--model", _model.Folder, .. pictures[2..]]);
        Assert.Equal(ExitCode.BadInput, less.Code);
        Assert.Contains("--condition inpaint:known.png,mask=hole.png", less.Error, StringComparison.Ordinal);
        var generated = await CommandLine.RunAsync("generate", "--from", first, "--model", _model.Folder, "--out", second);
        Assert.Equal(ExitCode.BadInput, generated.Code);
        Assert.Contains("atelier control --from", generated.Error, StringComparison.Ordinal);

        PictureFile.Save(Noise(18, 16), photo);
        var other = await CommandLine.RunAsync(["control", "--from", first, "--model", _model.Folder, "--adapter", File("edges.safetensors"), "--adapter", File("holes.safetensors"), "--out", second, .. pictures]);
        Assert.Contains("edges: photo.png is not what the picture that is repeated was made with", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Conditions_are_found_at_the_size_of_the_result_and_transparent_pixels_show_a_ground()
    {
        using var detectors = new ConditionDetectors([ControlTask.Edges]);
        var found = detectors.Made(new(ControlTask.Edges, Noise(160, 128)), true, 16, 16);
        Assert.Equal((16, 16, 160, true), (found.Picture.Width, found.Picture.Height, found.Original!.Width, found.Detected));
        var clear = new Picture(2, 1, 4, [255, 255, 255, 0, 10, 20, 30, 255]);
        Assert.Equal([0, 0, 0, 10, 20, 30], detectors.Made(new(ControlTask.Depth, clear), false, 2, 1).Picture.Pixels);
        Assert.Equal([255, 255, 255, 10, 20, 30], detectors.Made(new(ControlTask.Subject, clear), false, 2, 1).Picture.Pixels);
    }

    [Fact]
    public async Task A_coloured_picture_as_a_map_and_adapters_that_are_not_used_are_told_of()
    {
        var (_, error) = await Paint("--condition", $"edges:{File("photo.png")}", "--out", File("result.png"));
        Assert.Contains("--detect edges would make", error, StringComparison.Ordinal);
        Assert.DoesNotContain("adapter holes", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_size_than_in_training_is_told_of()
    {
        string[] words = ["--adapter", File("depth.safetensors"), "--condition", $"depth:{File("photo.png")}", "--out", File("result.png")];
        Assert.Contains("adapter depth was trained on pictures of 16 x 16; 24 x 16 is asked for", (await Paint([.. words, "--width", "24"])).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pictures of", (await Paint([.. words, "--width", "16", "--height", "16"])).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mask:known.png,mask=hole.png", 16)]
    [InlineData("mask:known.png", 24)]
    public async Task Known_pixels_are_in_the_result(string words, int width)
    {
        var path = words.Replace("known.png", File("known.png"), StringComparison.Ordinal).Replace("=hole.png", $"={File("hole.png")}", StringComparison.Ordinal);
        var result = File("result.png");
        await Paint("--condition", path, "--width", $"{width}", "--out", result, "--preview", File("previews"));
        var (known, painted) = (PictureFile.Load(File("known.png")), PictureFile.Load(result));
        Assert.Equal(width, painted.Width);
        var left = (width - 16) / 2;
        Assert.All(Enumerable.Range(0, 16), y => Assert.Equal(known.Row(y)[..24].ToArray(), painted.Row(y).Slice(left * 3, 24).ToArray()));
        Assert.NotEmpty(Directory.EnumerateFiles(File("previews")));
    }

    [Theory]
    [InlineData("--condition edges")]
    [InlineData("--condition sky:photo.png")]
    [InlineData("--condition edges:none.png")]
    [InlineData("--condition edges:photo.png,strength=-1")]
    [InlineData("--condition edges:photo.png,strength=1,strength=2")]
    [InlineData("--condition edges:photo.png,mask=hole.png")]
    [InlineData("--condition edges:photo.png,strength=")]
    [InlineData("--condition mask:known.png,mask=none.png")]
    [InlineData("--condition mask:known.png,mask=hole.png,detect=on")]
    [InlineData("--condition edges:photo.png,independent=off")]
    [InlineData("--condition edges:photo.png,independent=maybe")]
    [InlineData("--condition edges:photo.png,scale=4")]
    [InlineData("--condition edges:photo.png,scale=1.9")]
    [InlineData("--condition edges:photo.png,size=8")]
    [InlineData("--condition edges:photo.png,size=8x8x8")]
    [InlineData("--condition edges:photo.png --lora none.safetensors")]
    [InlineData("--condition edges:photo.png --components none")]
    [InlineData("--condition depth:photo.png")]
    [InlineData("--condition depth:photo.png --detect edges")]
    [InlineData("--condition mask:known.png")]
    [InlineData("--condition mask:photo.png,mask=hole.png")]
    [InlineData("--condition edges:photo.png --reuse periodic:0")]
    [InlineData("--condition edges:photo.png --reuse sometimes")]
    [InlineData("--condition edges:photo.png --image-guidance 99")]
    [InlineData("--condition edges:photo.png --steps 0")]
    [InlineData("--condition edges:photo.png --adapter none.safetensors")]
    public async Task What_is_not_allowed_gets_one_line_and_2(string words)
    {
        var given = words.Split(' ').Select(word => word.Replace("photo.png", File("photo.png"), StringComparison.Ordinal)
            .Replace("known.png", File("known.png"), StringComparison.Ordinal).Replace("hole.png", File("hole.png"), StringComparison.Ordinal)).ToArray();
        string[] adapters = words.Contains("--adapter", StringComparison.Ordinal) ? [] : ["--adapter", File("edges.safetensors"), "--adapter", File("holes.safetensors")];
        var (code, output, error) = await CommandLine.RunAsync(["control", "a ball", "--model", _model.Folder, "--quiet", .. adapters, .. given]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("strength=much", "strength is a number")]
    [InlineData("offset=a:b", "offset is a number")]
    [InlineData("guided=maybe", "guided is on or off")]
    public async Task Values_are_read_before_a_model_is_opened(string value, string says)
    {
        var (code, _, error) = await CommandLine.RunAsync("control", "a ball", "--model", File("nowhere"), "--condition", $"edges:{File("photo.png")},{value}");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_conditions_of_a_kind_one_may_be_found_and_the_other_drawn()
    {
        var (photo, result) = (File("photo.png"), File("result.png"));
        string[] both = ["--condition", $"edges:{photo}", "--condition", $"edges:{photo}"];
        await Paint("--condition", $"edges:{photo},detect=on", "--condition", $"edges:{photo}", "--seed", "3", "--out", result);
        Assert.Equal([true, false], Detected(result));
        // The picture says which, and a word says otherwise.
        var again = File("again.png");
        await Repeat(again, both);
        Assert.Equal([true, false], Detected(again));
        Assert.Equal(PictureFile.Load(result).Pixels, PictureFile.Load(again).Pixels);
        await Repeat(again, "--condition", $"edges:{photo},detect=off", "--condition", $"edges:{photo}", "--detect", "edges");
        Assert.Equal([false, true], Detected(again));

        static IEnumerable<bool> Detected(string file)
        {
            using var control = JsonDocument.Parse(PictureFile.Open(file).Metadata.Text["atelier_control"]);
            return [.. control.RootElement.GetProperty("conditions").EnumerateArray().Select(c => c.TryGetProperty("detected", out var d) && d.ValueKind == JsonValueKind.True)];
        }

        async Task Repeat(string file, params string[] words)
        {
            var (code, _, error) = await CommandLine.RunAsync(["control", "--from", result, "--model", _model.Folder, "--adapter", File("edges.safetensors"), "--out", file, .. words]);
            Assert.True(code == ExitCode.Done, error);
        }
    }

    [Fact]
    public async Task A_repeated_picture_may_be_unguided()
    {
        var (photo, result) = (File("photo.png"), File("result.png"));
        await Paint("--condition", $"edges:{photo}", "--seed", "3", "--out", result);
        var (code, _, error) = await CommandLine.RunAsync(
            "control", "--from", result, "--model", _model.Folder, "--adapter", File("edges.safetensors"), "--condition", $"edges:{photo}", "--guidance", "1", "--negative", "fog", "--out", File("plain.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("--negative does nothing here", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--init")]
    [InlineData("--mask")]
    [InlineData("--control")]
    [InlineData("--sampler")]
    public async Task Words_of_generate_that_do_nothing_here_are_unknown(string option)
    {
        var (code, _, error) = await CommandLine.RunAsync("control", "a ball", "--condition", $"edges:{File("photo.png")}", option, "x");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_speed_of_conditions_can_be_measured_at_any_size()
    {
        var page = File("page.md");
        System.IO.File.WriteAllText(page, "# Page\n<!-- speed -->\nold\n<!-- end of speed -->\nafter\n");
        var (code, output, error) = await CommandLine.RunAsync(
            "evaluate", "ominicontrol2", "--speed", "--heads", "1", "--blocks", "1", "2", "--sizes", "64", "--conditions", "1", "4", "--runs", "1", "--quiet", "--docs", page);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(2, output.Split('\n').Count(l => l.StartsWith("| 64 x 64 |", StringComparison.Ordinal)));
        var text = System.IO.File.ReadAllText(page);
        Assert.Contains("| 64 x 64 | 4 |", text, StringComparison.Ordinal);
        Assert.Contains("Width 128, 1 double and 2 single blocks", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old", text, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end of speed -->\nafter\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speed_times_the_modes_that_are_asked()
    {
        var (code, output, error) = await CommandLine.RunAsync(
            "evaluate", "ominicontrol2", "--speed", "--heads", "1", "--blocks", "1", "1", "--sizes", "64", "--conditions", "2", "--modes", "joint", "compact", "--runs", "1", "--quiet");
        Assert.True(code == ExitCode.Done, error);
        Assert.Matches(@"\| 64 x 64 \| 2 \| - \| \d+\.\d\d \| - \| \d+\.\d\d \| \d+\.\d\dx \| \d\.\d\dx \| - \|", output);
    }

    [Theory]
    [InlineData("--blocks", "3")]
    [InlineData("--blocks", "0", "4")]
    [InlineData("--sizes", "40")]
    [InlineData("--conditions", "9")]
    public async Task Sizes_that_speed_cannot_take_are_named(params string[] words)
    {
        var (code, _, error) = await CommandLine.RunAsync(["evaluate", "ominicontrol2", "--speed", .. words]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(words[0], error, StringComparison.Ordinal);
        Assert.Contains($"{string.Join(' ', words[1..])} was given", error, StringComparison.Ordinal);
    }

    private string File(string name) => Path.Combine(_folder, name);

    private async Task<(string Output, string Error)> Paint(params string[] words)
    {
        var (code, output, error) = await CommandLine.RunAsync(
            ["control", "a red ball", "--model", _model.Folder, "--precision", "fp32", "--adapter", File("edges.safetensors"), "--adapter", File("holes.safetensors"), .. words]);
        Assert.True(code == ExitCode.Done, error);
        return (output, error);
    }

    private static Picture Noise(int width, int height)
    {
        var picture = new Picture(width, height, 3);
        new Random(width).NextBytes(picture.Pixels);
        return picture;
    }

    // The right half is white.
    private static Picture Half()
    {
        var picture = new Picture(16, 16, 1);
        for (var y = 0; y < 16; y++)
            picture.Row(y)[8..].Fill(255);
        return picture;
    }
}
