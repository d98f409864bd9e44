using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Cli.Shell;
using Atelier.Cli.Tests.Generation;
using Atelier.Imaging;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Control;

/// <summary>Conditions of FLUX.1's own form: guidance as a number, CLIP and T5.</summary>
public sealed class ControlFluxTests : IClassFixture<TinyFlux>, IDisposable
{
    private readonly TinyFlux _flux;
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public ControlFluxTests(TinyFlux flux)
    {
        _flux = flux;
        var photo = new Picture(16, 12, 3);
        new Random(3).NextBytes(photo.Pixels);
        PictureFile.Save(photo, File("photo.png"));
        using var network = new FluxTransformer(TinyFlux.Config("dev"));
        using var random = new Generator(2);
        network.Initialize(random);
        Save("canny", null);
        Save("holes", new() { Tasks = [ControlTask.Inpaint], Rank = 2, Independent = true, Integrated = true });
        Save("ours", new() { Tasks = [ControlTask.Edges], Rank = 2, Independent = true });
        Save("strict", new() { Tasks = [ControlTask.Edges], Rank = 2, Independent = true, Guidance = 3.5 });

        void Save(string name, ControlRule? rule)
        {
            using var adapter = ControlAdapter.Create(network, rule ?? new() { Rank = 2 }, random);
            using (var draws = new Generator(4))
            {
                foreach (var (_, parameter) in adapter.Adapter.Parameters())
                    parameter.Value = (Tensor.RandN(parameter.Shape, draws) * 0.5).Detached();
            }

            if (rule is not null)
                adapter.Save(File($"{name}.safetensors"));
            else
                StateDict.Save(adapter.Adapter.Parameters().Select(p => ($"transformer.{p.Name}", p.Parameter.Value)), File($"{name}.safetensors"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_released_adapter_is_followed_and_reused_where_its_user_says_so()
    {
        var (plain, notes) = await Paint("canny", "");
        var (stronger, _) = await Paint("canny", ",strength=3");
        Assert.NotEqual(plain.Pixels, stronger.Pixels);
        var (alone, kept) = await Paint("canny", ",independent=on");
        Assert.True(Percent(kept) < Percent(notes), kept);
        Assert.NotEqual(plain.Pixels, alone.Pixels);
        var (again, _) = await Paint("canny", ",independent=on", "--reuse", "off");
        Assert.True(Farthest(alone, again) <= 1);
        // The same weights with a rule that says the same.
        Assert.True(Farthest(alone, (await Paint("ours", "")).Picture) <= 1);
    }

    [Theory]
    [InlineData("canny", "--reuse periodic:2")]
    [InlineData("canny", "--image-guidance 2")]
    [InlineData("canny", "--reuse periodic:2 --image-guidance 2")]
    [InlineData("canny", "--condition depth:photo.png,strength=0.5")]
    [InlineData("ours", "--image-guidance 2")]
    [InlineData("ours", "--reuse off --image-guidance 2")]
    [InlineData("ours", "--condition depth:photo.png,adapter=canny --adapter canny.safetensors")]
    [InlineData("ours", "--condition mask:photo.png,mask=hole.png --adapter holes.safetensors")]
    [InlineData("strict", "--condition edges:photo.png,adapter=ours --adapter ours.safetensors --reuse off")]
    [InlineData("ours", "--count 2 --preview previews --tile 64")]
    public async Task Every_switch_works_at_every_step(string adapter, string words)
    {
        var mask = new Picture(16, 12, 1);
        mask.Row(2)[..6].Fill(255);
        PictureFile.Save(mask, File("hole.png"));
        string[] given = [.. words.Split(' ').Select(w => Regex.Replace(w, @"[a-z]+\.(png|safetensors)|^previews$", m => File(m.Value)))];
        var result = words.Contains("--count", StringComparison.Ordinal) ? _folder + "/" : File("other.png");
        var (code, output, error) = await CommandLine.RunAsync(
            ["control", "a red ball", "--model", _flux.Folder("dev"), "--adapter", File($"{adapter}.safetensors"), "--condition", $"edges:{File("photo.png")}", "--precision", "fp32", "--seed", "3", "--out", result, .. given]);
        Assert.True(code == ExitCode.Done, error);
        Assert.NotEqual((await Paint(adapter, ",strength=0")).Picture.Pixels, PictureFile.Load(output.TrimEnd().Split('\n')[0]).Pixels);
    }

    [Fact]
    public async Task Conditions_have_the_guidance_number_of_their_adapter()
    {
        Assert.NotEqual((await Paint("ours", "")).Picture.Pixels, (await Paint("strict", "")).Picture.Pixels);
    }

    [Fact]
    public async Task A_single_file_with_components_follows_as_its_folder()
    {
        string[] words = ["--width", "16", "--height", "12", "--steps", "3"];
        var folder = (await Paint("ours", "", words)).Picture;
        var file = await Painted(["--model", _flux.BflFile(), "--components", _flux.Components(), "--adapter", File("ours.safetensors"), "--condition", $"edges:{File("photo.png")}", .. words]);
        Assert.Equal(folder.Pixels, file.Picture.Pixels);
    }

    [Fact]
    public async Task A_negative_prompt_leads_nowhere_and_a_subject_without_an_offset_is_told_of()
    {
        var (_, notes) = await Painted(["--model", _flux.Folder("dev"), "--adapter", File("canny.safetensors"), "--condition", $"subject:{File("photo.png")}", "--negative", "fog"]);
        Assert.Contains("--negative does nothing here", notes, StringComparison.Ordinal);
        Assert.Contains("left of the picture is assumed", notes, StringComparison.Ordinal);
    }

    private Task<(Picture Picture, string Notes)> Paint(string adapter, string settings, params string[] words) =>
        Painted(["--model", _flux.Folder("dev"), "--adapter", File($"{adapter}.safetensors"), "--condition", $"edges:{File("photo.png")}{settings}", .. words]);

    private async Task<(Picture Picture, string Notes)> Painted(string[] words)
    {
        var path = File("result.png");
        var (code, _, error) = await CommandLine.RunAsync(["control", "a red ball", "--precision", "fp32", "--seed", "3", "--out", path, .. words]);
        Assert.True(code == ExitCode.Done, error);
        return (PictureFile.Load(path), error);
    }

    private string File(string name) => Path.Combine(_folder, name);

    private static double Percent(string notes) => double.Parse(Regex.Match(notes, @"\+(\d+\.\d) % time").Groups[1].Value, CultureInfo.InvariantCulture);

    private static int Farthest(Picture a, Picture b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max();
}
