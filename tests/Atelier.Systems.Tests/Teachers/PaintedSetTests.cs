using Atelier.Imaging;
using Atelier.Systems.Teachers;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Tests.Teachers;

[Collection("runs")]
public sealed class PaintedSetTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Fact]
    public void A_stopped_set_goes_on_and_keeps_teacher_style_and_seed()
    {
        using var cache = new LatentCache(world.Latents, Device.Cpu);
        var folder = new PaintedFolder(world.In("set"));
        var painted = new List<long>();
        var builder = new PaintedSetBuilder(new("tiny", 5, 2.5, 1, (wanted, _) =>
        {
            if (painted.Count == 3)
                throw new OperationCanceledException();
            painted.Add(wanted[0].Seed);
            return [Grey(wanted[0].Seed)];
        }));
        Assert.Throws<OperationCanceledException>(() => builder.Build(cache, 2, 6, 50, folder, cancellation: _stop));
        File.AppendAllText(Path.Combine(folder.Path, "index.jsonl"), "{\"file\":\"torn");
        var rest = new List<long>();
        var again = new PaintedSetBuilder(new("tiny", 5, 2.5, 2, (wanted, _) =>
        {
            rest.AddRange(wanted.Select(w => w.Seed));
            return [.. wanted.Select(w => Grey(w.Seed))];
        }));
        again.Build(cache, 2, 6, 50, folder, cancellation: _stop);

        Assert.Equal([52, 53, 54], painted);
        Assert.Equal([55, 56, 57], rest);
        var lines = folder.Read();
        Assert.Equal([2, 3, 4, 5, 6, 7], lines.Select(l => l.Scene));
        Assert.All(lines, l => Assert.Contains(cache[l.Scene].Captions, c => c.Text == l.Caption && c.Style == l.Style));
        Assert.All(lines, l => Assert.Equal(("tiny", 50 + l.Scene, 5, 2.5), (l.Teacher, l.Seed, l.Steps, l.Guidance)));
        // Stored without loss.
        Assert.Equal(Grey(54).Pixels, PictureFile.Load(folder.FileOf(lines[2])).Pixels);

        using var teacher = new PaintedTeacher(folder, cache);
        Assert.Equal((6, "tiny", 54L), (teacher.Count, teacher[2].Teacher, teacher[2].Seed));
        var expected = cache.Autoencoder.Scale(cache.Autoencoder.Encode(Models.PictureTensors.ToTensor(Grey(54))).Mean);
        Assert.True(teacher[2].Latents.Select(0, 0).Float().Sub(expected).Abs().Max().Item() < 1e-2);

        var other = new PaintedSetBuilder(new("other", 1, 1, 1, (wanted, _) => [Grey(wanted[0].Seed)]));
        Assert.Contains("not of other", Assert.Throws<ArgumentException>(() => other.Build(cache, 2, 6, 50, folder, cancellation: _stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mix_is_limited_in_pictures_and_captions()
    {
        using var cache = new LatentCache(world.Latents, Device.Cpu);
        var diorama = new DioramaTeacher(cache, 4);
        var mix = new TeacherMix([diorama, new DioramaTeacher(cache, 20)], most: 22, captionsPerPicture: 1);
        Assert.Equal(22, mix.Count);
        Assert.Equal(cache.FirstSeed + 4, mix[0].Seed);
        Assert.Equal(cache.FirstSeed + 21, mix[21].Seed);
        Assert.Single(mix[3].Captions);
    }

    private static Picture Grey(long seed) => new(32, 32, 3, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)((seed * 7) + i))]);
}
