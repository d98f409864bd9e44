using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Systems.OminiControl2.Training;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Tests.OminiControl2;

public sealed class ControlBatchTests : IClassFixture<TinyControlWorld>, IDisposable
{
    private const int Patch = 4;
    private const int Columns = TinyControlWorld.Size / Patch;
    private readonly ControlSettings _settings;
    private readonly LatentCache _latents;
    private readonly ConditionCache _conditions;
    private readonly Generator _random = new(2);

    public ControlBatchTests(TinyControlWorld world)
    {
        _settings = new()
        {
            Base = world.Model,
            Latents = new() { Data = world.Data, Autoencoder = Path.Combine(world.Model, "vae"), Cache = Path.Combine(world.Folder, "cache") },
            Tasks = new Dictionary<ControlTask, double> { [ControlTask.Edges] = 1 },
            Pruned = true,
        };
        _latents = new(_settings.Latents, Device.Cpu);
        _conditions = new(_settings.Latents, _latents.Autoencoder, Device.Cpu);
    }

    public void Dispose()
    {
        _random.Dispose();
        _conditions.Dispose();
        _latents.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.25)]
    public void Conditions_that_are_left_out_keep_the_tokens_of_a_black_picture(double? share)
    {
        var black = TokenPruning.Choose(new Picture(TinyControlWorld.Size, TinyControlWorld.Size, 3), Patch, share).Indices;
        Assert.Equal(share is null ? 1 : 16, black.Count);
        using var scope = Tensor.Scope();
        var tokens = _conditions.Black(1);
        var (left, shown) = (0, 0);
        for (var i = 0; i < 8; i++)
        {
            var batch = ControlBatch.Draw(
                _latents, _conditions, _settings with { KeepShare = share, ConditionDrop = 0.5 }, null, [0, 5, 10, 15], 0, _random);
            var condition = batch.Conditions.Single();
            var places = condition.Positions.ToArray<float>().Chunk(3).Select(p => (long)((p[1] * Columns) + p[2])).ToArray();
            var here = tokens.IndexSelect(1, Tensor.From(places, places.Length)).ToArray<float>();
            for (var row = 0; row < 4; row++)
            {
                var seen = condition.KeyMask!.Select(0, row).To(ScalarType.UInt8).ToArray<byte>();
                var kept = places.Where((_, k) => seen[k] != 0).ToArray();
                if (condition.Tokens.Select(0, row).ToArray<float>().SequenceEqual(here))
                {
                    left++;
                    Assert.Equal(black, kept);
                }
                else
                {
                    shown++;
                    Assert.NotEqual(black, kept);
                }
            }
        }

        Assert.True(left > 4 && shown > 4, $"{left} left out, {shown} shown");
    }

    [Fact]
    public void A_batch_of_conditions_that_are_left_out_is_the_same_for_all_scenes()
    {
        using var scope = Tensor.Scope();
        var settings = _settings with { ConditionDrop = 1 };
        var (one, other) = (Drawn(settings, [0, 1, 2]).Conditions[0], Drawn(settings, [20, 21, 22]).Conditions[0]);
        Assert.Equal([3, 1, 16], one.Tokens.Shape);
        Assert.Equal(one.Tokens.ToArray<float>(), other.Tokens.ToArray<float>());
        Assert.Equal(one.Positions.ToArray<float>(), other.Positions.ToArray<float>());
        Assert.Equal(0, one.KeyMask!.Ne(other.KeyMask!).Any().Item());
    }

    private ControlBatch Drawn(ControlSettings settings, long[] scenes) => ControlBatch.Draw(_latents, _conditions, settings, null, scenes, 0, _random);
}
