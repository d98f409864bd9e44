using Atelier.Imaging;
using Atelier.Models.Adapters;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Systems.Tests.OminiControl2;

[Collection("runs")]
public sealed class OminiControl2PipelineTests(TinyControlWorld world) : IClassFixture<TinyControlWorld>
{
    private const int Size = TinyControlWorld.Size;
    private static readonly ControlRule Edges = new() { Tasks = [ControlTask.Edges], Rank = 2, Independent = true };
    private static readonly ControlRule CompactDepth = new() { Tasks = [ControlTask.Depth], Rank = 2, Independent = true, Scale = 2 };

    [Fact]
    public void Reuse_changes_nothing_and_picture_k_is_the_single_one_of_its_seed()
    {
        using var pipeline = world.Open(Edges, CompactDepth);
        var request = Request(Condition(ControlTask.Edges, 1), Condition(ControlTask.Depth, 2));
        var reused = Paint(pipeline, request with { Picture = request.Picture with { Count = 2 } }).Select(p => p.Painted.Picture).ToArray();
        var computed = Paint(pipeline, request with { RefreshEvery = 1 }).Single().Painted.Picture;
        var single = Paint(pipeline, request with { Picture = request.Picture with { Seed = 6 } }).Single().Painted.Picture;
        var other = Paint(pipeline, Request(Condition(ControlTask.Edges, 3), Condition(ControlTask.Depth, 2))).Single().Painted.Picture;
        Assert.Equal(single.Pixels, reused[1].Pixels);
        Assert.True(Farthest(reused[0], computed) <= 1, $"{Farthest(reused[0], computed)}");
        Assert.True(Farthest(reused[0], reused[1]) > 4, $"{Farthest(reused[0], reused[1])}");
        Assert.True(Farthest(reused[0], other) > 1, $"{Farthest(reused[0], other)}");
    }

    [Fact]
    public void Between_two_pictures_only_what_changed_is_computed()
    {
        using var pipeline = world.Open(Edges, CompactDepth);
        var (edges, depth) = (Condition(ControlTask.Edges, 1), Condition(ControlTask.Depth, 2));
        Assert.Equal(2, Computed(edges, depth));
        Assert.Equal(0, Computed(edges with { Strength = 0.5 }, depth));
        Assert.Equal(1, Computed(edges with { Strength = 0.5 }, Condition(ControlTask.Depth, 4)));
        Assert.Equal(0, Computed(edges));
        Assert.Equal(1, Paint(pipeline, Request(edges) with { Picture = Request(edges).Picture with { Prompt = "a cube" } }).Single().Computed);

        int Computed(params ControlCondition[] conditions) => Paint(pipeline, Request(conditions)).Single().Computed;
    }

    [Fact]
    public void A_condition_stays_computed_when_another_is_guided_or_not()
    {
        using var pipeline = world.Open(Edges, CompactDepth);
        var (plain, guided) = (Condition(ControlTask.Edges, 1) with { Guided = false }, Condition(ControlTask.Depth, 2) with { Guided = true });
        var alone = Paint(pipeline, Request(plain)).Single();
        Assert.Equal(1, alone.Computed);
        Assert.Equal(1, Computed(plain, guided));
        // Now the negative prompt's row sees it too.
        Assert.Equal(1, Computed(plain, guided with { Guided = false }));
        Assert.Equal(0, Computed(plain, guided));
        var again = Paint(pipeline, Request(plain)).Single();
        Assert.Equal(0, again.Computed);
        Assert.Equal(alone.Painted.Picture.Pixels, again.Painted.Picture.Pixels);

        int Computed(params ControlCondition[] conditions) => Paint(pipeline, Request(conditions)).Single().Computed;
    }

    [Fact]
    public void Adapters_of_both_kinds_take_part_in_one_picture()
    {
        using var pipeline = world.Open(Edges with { Independent = false }, CompactDepth);
        var request = Request(Condition(ControlTask.Edges, 1), Condition(ControlTask.Depth, 2));
        var both = Paint(pipeline, request).Single();
        Assert.Equal(1, both.Computed);
        Assert.True(both.Cost.CacheBytes > 0);
        Assert.True(Farthest(both.Painted.Picture, Paint(pipeline, request with { RefreshEvery = 1 }).Single().Painted.Picture) <= 1);
        Assert.NotEqual(both.Painted.Picture.Pixels, Paint(pipeline, request with { RefreshEvery = 3 }).Single().Painted.Picture.Pixels);
        Assert.Contains("a0 was not trained", Assert.Throws<RequestException>(() => Paint(pipeline, request with { RefreshEvery = int.MaxValue })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_one_name_are_told_apart_by_their_folders()
    {
        using var pipeline = world.Open(Edges, CompactDepth);
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "other")).FullName;
        File.Copy(Path.Combine(world.Folder, "a1.safetensors"), Path.Combine(folder, "a0.safetensors"), overwrite: true);
        Assert.Equal("other/a0", pipeline.Open(Path.Combine(folder, "a0.safetensors")).Name);
        var depth = Condition(ControlTask.Depth, 1) with { Adapter = "other/a0" };
        Assert.Equal(depth.Adapter, Paint(pipeline, Request(depth)).Single().Request.Conditions[0].Adapter);
        pipeline.Open(Path.Combine(folder, "a0.safetensors"));
        Assert.Contains("open already", Assert.Throws<AdapterException>(() => pipeline.Open(Path.Combine(folder, "a0.safetensors"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_that_was_not_trained_for_it_is_not_reused_but_periodically()
    {
        using var pipeline = world.Open(Edges with { Independent = false }, CompactDepth);
        var request = Request(Condition(ControlTask.Edges, 1));
        var error = Assert.Throws<RequestException>(() => Paint(pipeline, request with { RefreshEvery = int.MaxValue }));
        Assert.Contains("--reuse periodic", error.Message, StringComparison.Ordinal);
        var plain = Paint(pipeline, request).Single().Painted.Picture;
        Assert.Equal(plain.Pixels, Paint(pipeline, request with { RefreshEvery = 1 }).Single().Painted.Picture.Pixels);
        Assert.NotEqual(plain.Pixels, Paint(pipeline, request with { RefreshEvery = 3 }).Single().Painted.Picture.Pixels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Known_pixels_come_back_bit_by_bit(bool integrated)
    {
        using var pipeline = world.Open(new ControlRule { Tasks = [ControlTask.Inpaint], Rank = 2, Independent = true, Integrated = integrated });
        var picture = Noise(9);
        var mask = new Picture(Size, Size, 1);
        for (var y = 8; y < 21; y++)
            mask.Row(y).Slice(5, 14).Fill(255);
        var (placed, unknown) = PartialPicture.Place(picture, mask);
        var request = Request(new ControlCondition(ControlTask.Inpaint, placed) { Unknown = unknown });
        var previews = new List<Picture>();
        var painted = Paint(pipeline, 
            request with { Picture = request.Picture with { PreviewEvery = 1 } }, new Recorder(p => previews.Add(p))).Single().Painted.Picture;
        var same = Enumerable.Range(0, Size * Size).Where(i => painted.Pixels.AsSpan(i * 3, 3).SequenceEqual(picture.Pixels.AsSpan(i * 3, 3))).ToHashSet();
        Assert.All(Enumerable.Range(0, Size * Size).Where(i => unknown.Cells[i] == 0), i => Assert.Contains(i, same));
        Assert.True(same.Count < Size * Size - 100);
        Assert.Equal(2, previews.Count);
        var small = new Mask(Size, Size);
        small.Cells[0] = 1;
        var less = Request(new ControlCondition(ControlTask.Inpaint, placed) { Unknown = small });
        Assert.Equal(integrated, pipeline.Cost(less).Plain < pipeline.Cost(request).Plain);

        var nothing = Request(new ControlCondition(ControlTask.Inpaint, placed) { Unknown = new(Size, Size) });
        Assert.Contains("nothing to paint", Assert.Throws<RequestException>(() => Paint(pipeline, nothing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_under_the_mask_says_nothing_and_known_parts_of_patches_say_something()
    {
        using var pipeline = world.Open(new ControlRule { Tasks = [ControlTask.Inpaint], Rank = 2, Independent = true, Integrated = true });
        // Rows 8 to 20 are unknown: of the patches of rows 20 to 23 the lower half is known.
        var unknown = new Mask(Size, Size);
        for (var i = 0; i < unknown.Cells.Length; i++)
            unknown.Cells[i] = i / Size is >= 8 and < 21 ? (byte)1 : (byte)0;
        var painted = Painted(Noise(9));
        Assert.Equal(painted.Pixels, Painted(Changed(8, 21)).Pixels);
        // Without the condition's streams, so that held cells alone can tell of the change.
        var (plain, other) = (Painted(Noise(9), 0), Painted(Changed(22, 24), 0));
        var rows = plain.Pixels.AsSpan(16 * Size * 3, 5 * Size * 3).ToArray();
        Assert.NotEqual(rows, other.Pixels.AsSpan(16 * Size * 3, 5 * Size * 3).ToArray());

        Picture Painted(Picture picture, double strength = 1) => Paint(
            pipeline, Request(new ControlCondition(ControlTask.Inpaint, picture) { Unknown = unknown, Strength = strength })).Single().Painted.Picture;

        static Picture Changed(int from, int to)
        {
            var picture = Noise(9);
            for (var y = from; y < to; y++)
                picture.Row(y).Fill(250);
            return picture;
        }
    }

    [Fact]
    public void Guidance_by_the_conditions_compares_with_black_pictures()
    {
        using var pipeline = world.Open(Edges);
        var request = Request(Condition(ControlTask.Edges, 1));
        var (plain, guided) = (Paint(pipeline, request).Single(), Paint(pipeline, request with { ImageGuidance = 3 }).Single());
        Assert.True(Farthest(plain.Painted.Picture, guided.Painted.Picture) > 1);
        Assert.Equal(1, guided.Computed);
        Assert.Equal(2 * plain.Cost.CacheBytes, guided.Cost.CacheBytes);
        var black = Request(new ControlCondition(ControlTask.Edges, new Picture(Size, Size, 3)));
        Assert.True(Farthest(Paint(pipeline, black).Single().Painted.Picture, Paint(pipeline, black with { ImageGuidance = 3 }).Single().Painted.Picture) <= 1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.25)]
    public void Pruned_conditions_are_painted_and_guided_away_from_a_black_one(double? share)
    {
        using var pipeline = world.Open(Edges with { Pruned = true, KeepShare = share });
        var sparse = new Picture(Size, Size, 3);
        for (var y = 10; y < 22; y++)
            sparse.Row(y).Slice(36, 12).Fill(255);
        var request = Request(new ControlCondition(ControlTask.Edges, sparse));
        var plain = Paint(pipeline, request).Single();
        Assert.True(plain.Cost.Total < Paint(pipeline, request with { Conditions = [request.Conditions[0] with { Picture = Noise(4) }] }).Single().Cost.Total || share is not null);
        Assert.True(Farthest(plain.Painted.Picture, Paint(pipeline, request with { RefreshEvery = 1 }).Single().Painted.Picture) <= 1);
        Assert.True(Farthest(plain.Painted.Picture, Paint(pipeline, request with { ImageGuidance = 3 }).Single().Painted.Picture) > 1);
        var black = Request(new ControlCondition(ControlTask.Edges, new Picture(Size, Size, 3)));
        Assert.True(Farthest(Paint(pipeline, black).Single().Painted.Picture, Paint(pipeline, black with { ImageGuidance = 3 }).Single().Painted.Picture) <= 1);
    }

    [Fact]
    public void Guided_conditions_are_not_seen_by_the_negative_prompt()
    {
        using var pipeline = world.Open(Edges);
        var edges = Condition(ControlTask.Edges, 1);
        // At guidance 0 the answer is the negative prompt's alone.
        var hidden = Painted(edges with { Strength = 0, Guided = false }, 0);
        Assert.True(Farthest(hidden, Painted(edges with { Guided = true }, 0)) <= 1);
        Assert.True(Farthest(hidden, Painted(edges with { Guided = false }, 0)) > 1);
        Assert.True(Farthest(Painted(edges with { Guided = true }, 3), Painted(edges with { Guided = false }, 3)) > 1);
        Assert.True(Farthest(Painted(edges with { Guided = true, Strength = 0 }, 3), Painted(edges with { Guided = false, Strength = 0 }, 3)) <= 1);

        Picture Painted(ControlCondition condition, double guidance) => Paint(pipeline, Guidance(guidance, condition)).Single().Painted.Picture;
    }

    [Fact]
    public void Beside_a_condition_that_is_not_guided_each_run_has_its_own()
    {
        using var pipeline = world.Open(Edges, CompactDepth);
        var (edges, depth) = (Condition(ControlTask.Edges, 1), Condition(ControlTask.Depth, 2) with { Guided = false });
        var both = Paint(pipeline, Request(edges, depth)).Single();
        Assert.Equal(2, both.Computed);
        var computed = Paint(pipeline, Request(edges, depth) with { RefreshEvery = 1 }).Single();
        Assert.True(Farthest(both.Painted.Picture, computed.Painted.Picture) <= 1);
        // The negative prompt's row sees, and keeps, less.
        var plain = Paint(pipeline, Request(edges with { Guided = false }, depth)).Single().Cost;
        Assert.Equal(plain.Plain, both.Cost.Plain);
        Assert.True(both.Cost.Total < plain.Total);
        Assert.True(both.Cost.CacheBytes < plain.CacheBytes);
    }

    [Fact]
    public void Whether_a_condition_is_guided_is_its_tasks_habit_and_carried_in_the_file()
    {
        using var pipeline = world.Open(Edges with { Tasks = [ControlTask.Edges, ControlTask.Colourise] });
        Assert.Equal([true, false], Carried(Request(Condition(ControlTask.Edges, 1), Condition(ControlTask.Colourise, 2))));
        Assert.Equal([false], Carried(Request(Condition(ControlTask.Edges, 1) with { Guided = false })));
        Assert.Equal([null], Carried(Guidance(1, Condition(ControlTask.Edges, 1))));
        var error = Assert.Throws<RequestException>(() => Paint(pipeline, Guidance(1, Condition(ControlTask.Edges, 1) with { Guided = true })));
        Assert.Contains("guidance 1 guides nothing", error.Message, StringComparison.Ordinal);

        IEnumerable<bool?> Carried(OminiControl2Request request) => ControlParameters.Of(Paint(pipeline, request).Single().Request).Conditions.Select(c => c.Guided);
    }

    [Fact]
    public void What_contradicts_an_adapter_or_a_range_is_refused_in_one_line()
    {
        using var pipeline = world.Open(
            CompactDepth,
            new ControlRule { Tasks = [ControlTask.Subject], Rank = 2, Independent = true, ShiftColumns = -0.5 },
            new ControlRule { Tasks = [ControlTask.Outpaint], Rank = 2, Independent = true, Integrated = true });
        var depth = Condition(ControlTask.Depth, 1);
        Refused("trained with 2", depth with { Scale = 1 });
        Refused("no adapter for edges", Condition(ControlTask.Edges, 1));
        Refused("no adapter 'x'", depth with { Adapter = "x" });
        Refused("strength", depth with { Strength = double.NaN });
        Refused("offset", depth with { Offset = (0, 3) });
        Refused("1 to 8", [.. Enumerable.Repeat(depth, 9)]);
        Refused("1 to 8");
        Refused("which pixels to paint", Condition(ControlTask.Inpaint, 1));
        Refused("trained on outpaint", depth with { Adapter = "a2" });

        void Refused(string says, params ControlCondition[] conditions)
        {
            var error = Assert.Throws<RequestException>(() => Paint(pipeline, Request(conditions)));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    public void A_subject_that_was_trained_over_the_picture_is_painted_so(double shift)
    {
        using var pipeline = world.Open(new ControlRule { Tasks = [ControlTask.Subject], Rank = 2, Independent = true, ShiftColumns = shift });
        Assert.Single(Paint(pipeline, Request(Condition(ControlTask.Subject, 1))));
    }

    [Fact]
    public void What_was_carried_out_names_the_adapters_and_a_known_picture_needs_a_fitting_size()
    {
        using var pipeline = world.Open(Edges, new ControlRule { Tasks = [ControlTask.Outpaint], Rank = 2, Independent = true, Integrated = true });
        var request = Request(Condition(ControlTask.Edges, 1));
        Assert.Equal("a0", ControlParameters.Of(Paint(pipeline, request).Single().Request).Conditions[0].Adapter);
        Assert.Equal(["a0"], pipeline.AdaptersOf(request).Select(a => a.Name));
        var odd = Request(new ControlCondition(ControlTask.Outpaint, new Picture(30, 32, 3)) { Unknown = new(30, 32) });
        Assert.Contains("known picture is 30 x 32", Assert.Throws<RequestException>(() => pipeline.SizeOf(odd)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_released_file_says_nothing_and_takes_the_offset_that_is_given()
    {
        using var pipeline = world.Open(Edges);
        var path = Path.Combine(world.Folder, "released.safetensors");
        using (var source = SafetensorsTensors.Open(Path.Combine(world.Folder, "a0.safetensors")))
            StateDict.Save(source.Names.Select(n => (n, source.Read(n))), path, metadata: new Dictionary<string, string> { ["format"] = "pt" });
        var released = pipeline.Open(path);
        Assert.False(released.HasRule);
        var subject = Condition(ControlTask.Subject, 1);
        var (left, right) = (Paint(pipeline, Request(subject)).Single(), Paint(pipeline, Request(subject with { Offset = (0, 8) })).Single());
        Assert.NotEqual(left.Painted.Picture.Pixels, right.Painted.Picture.Pixels);
        Assert.Equal(0, left.Cost.CacheBytes);
        Assert.Contains("does not say", Assert.Throws<RequestException>(
            () => Paint(pipeline, Request(subject) with { RefreshEvery = int.MaxValue })).Message, StringComparison.Ordinal);
        Assert.Contains("lies over", Assert.Throws<RequestException>(
            () => Paint(pipeline, Request(subject with { Offset = (0, 2) }))).Message, StringComparison.Ordinal);
        // Its user may know more.
        var reused = Paint(pipeline, Request(subject with { Independent = true }));
        Assert.Equal((1, true), (reused.Single().Computed, ControlParameters.Of(reused.Single().Request).Conditions[0].Independent));
        Assert.Contains("trained with it on", Assert.Throws<RequestException>(
            () => Paint(pipeline, Request(Condition(ControlTask.Edges, 1) with { Independent = false }))).Message, StringComparison.Ordinal);
        // A picture of half the target's side, whose tokens stay as large: the shift is in its own tokens.
        var small = subject with { Size = (Size / 2, Size / 2), Offset = (0, -4) };
        Assert.True(Paint(pipeline, Request(small)).Single().Cost.Total < left.Cost.Total);
        Assert.NotEqual(left.Painted.Picture.Pixels, Paint(pipeline, Request(small)).Single().Painted.Picture.Pixels);
        Assert.Contains("multiples of 4", Assert.Throws<RequestException>(() => Paint(pipeline, Request(small with { Size = (6, 8) }))).Message, StringComparison.Ordinal);
        Assert.Contains("says itself", Assert.Throws<RequestException>(
            () => Paint(pipeline, Request(Condition(ControlTask.Edges, 1) with { Size = (8, 8) }))).Message, StringComparison.Ordinal);
        // Of two that say nothing, only the user knows which.
        File.Copy(path, Path.Combine(world.Folder, "silent.safetensors"), overwrite: true);
        pipeline.Open(Path.Combine(world.Folder, "silent.safetensors"));
        Assert.Contains("released, silent do not say", Assert.Throws<RequestException>(() => Paint(pipeline, Request(subject))).Message, StringComparison.Ordinal);
        Assert.Single(Paint(pipeline, Request(subject with { Adapter = "silent" })));
    }

    [Fact]
    public void Kinds_of_a_segmentation_do_not_mix_at_their_borders()
    {
        var picture = new Picture(Size * 2 + 6, Size * 2 + 6, 3);
        for (var y = 0; y < picture.Height; y++)
            picture.Row(y)[..(picture.Width / 2 * 3)].Fill(200);
        Assert.All(picture.Covering(Size, Size, ResizeFilter.Nearest).Pixels, p => Assert.True(p is 0 or 200));
        Assert.Contains(picture.Covering(Size, Size).Pixels, p => p is not (0 or 200));
        using var pipeline = world.Open(Edges with { Tasks = [ControlTask.Segmentation, ControlTask.Geometry] });
        var (kinds, borders) = (Request(new ControlCondition(ControlTask.Segmentation, picture)), Request(new ControlCondition(ControlTask.Geometry, picture)));
        Assert.NotEqual(Paint(pipeline, kinds).Single().Painted.Picture.Pixels, Paint(pipeline, borders).Single().Painted.Picture.Pixels);
    }

    [Fact]
    public void Cancellation_takes_effect_within_a_step()
    {
        using var pipeline = world.Open(Edges);
        using var source = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => pipeline.Run(Request(Condition(ControlTask.Edges, 1)), new Counter(() =>
        {
            steps++;
            source.Cancel();
        }), source.Token).ToArray());
        Assert.Equal(1, steps);
    }

    private static ControlledPicture[] Paint(OminiControl2Pipeline pipeline, OminiControl2Request request, IProgress<PipelineProgress>? progress = null) =>
        [.. pipeline.Run(request, progress, TestContext.Current.CancellationToken)];

    private static OminiControl2Request Request(params ControlCondition[] conditions) => new()
    {
        Picture = new() { Prompt = "a red ball", Seed = 5 }, Conditions = conditions,
    };

    private static OminiControl2Request Guidance(double guidance, ControlCondition condition)
    {
        var request = Request(condition);
        return request with { Picture = request.Picture with { Guidance = guidance, NegativePrompt = "fog" } };
    }

    private static ControlCondition Condition(ControlTask task, int seed) => new(task, Noise(seed));

    // Blocks of a token's size, since an untrained encoder averages noise away.
    private static Picture Noise(int seed)
    {
        var picture = new Picture(Size, Size, 3);
        var random = new Random(seed);
        var colours = new byte[Size / 4 * (Size / 4) * 3];
        random.NextBytes(colours);
        for (var i = 0; i < Size * Size; i++)
            colours.AsSpan(((i / Size / 4 * (Size / 4)) + (i % Size / 4)) * 3, 3).CopyTo(picture.Pixels.AsSpan(i * 3));
        return picture;
    }

    private static int Farthest(Picture a, Picture b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max();

    private sealed class Recorder(Action<Picture> preview) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value)
        {
            if (value.Preview is { } picture)
                preview(picture);
        }
    }

    private sealed class Counter(Action step) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value) => step();
    }
}
