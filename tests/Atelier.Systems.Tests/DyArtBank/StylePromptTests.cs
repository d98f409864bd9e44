using Atelier.Models.Text.Clip;
using Atelier.Systems.DyArtBank;
using Atelier.Systems.DyArtBank.ArtBank;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.Tests.DyArtBank;

public sealed class StylePromptTests : IDisposable
{
    private static readonly StylePromptText Around = new(48, 49);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_start_of_the_text_does_not_vary_and_the_learned_tokens_do()
    {
        using var scope = Tensor.Scope();
        var (prompts, text) = Made();
        using (prompts)
        using (text)
        {
            var style = StyleDistribution.Fit(new StylePromptEncoder(text, Around).Encode(prompts.Of(0)).States.Squeeze(0));
            Assert.True(style.Deviation.Select(0, 0).Abs().Max().Item() < 1e-6);
            Assert.True(style.Deviation.Select(0, 1).Abs().Max().Item() > 1e-3);
        }
    }

    [Fact]
    public void Every_prompt_learns()
    {
        using var scope = Tensor.Scope();
        var (prompts, text) = Made();
        using (prompts)
        using (text)
        {
            prompts.RequireGradients(true);
            var encoded = new StylePromptEncoder(text, Around).Encode(prompts.Of(0));
            using var generator = new Generator(3);
            var draws = StyleDistribution.Fit(encoded.States).Reparameterized(Tensor.RandN([1, 2, 12, 24], generator));
            (draws.Square().Mean() + StylePromptLoss.Likeness(encoded.Pooled)).Backward();
            Assert.True(prompts.Contexts.Value.Grad!.Abs().Sum([0, 2, 3]).Min().Item() > 0);
        }
    }

    [Fact]
    public void Words_after_the_learned_tokens_keep_their_end()
    {
        using var scope = Tensor.Scope();
        var (prompts, text) = Made();
        using (prompts)
        using (text)
        {
            var around = Around with { Before = [3, 4], After = [5] };
            var encoded = new StylePromptEncoder(text, around).Encode(prompts.Of(0));
            // start, 2 words, 3 learned tokens, 1 word: the end is the eighth token.
            Assert.True(encoded.Pooled.Sub(encoded.States.Select(2, 7)).Abs().Max().Item() == 0);
            Assert.Throws<ArgumentException>(() => new StylePromptEncoder(text, Around with { Before = [.. Enumerable.Repeat(3, 8)] }).Encode(prompts.Of(0)));
        }
    }

    [Fact]
    public void Prompts_are_alike_from_zero_to_one()
    {
        using var scope = Tensor.Scope();
        Assert.Equal(1, StylePromptLoss.Likeness(Tensor.Ones([1, 4, 6])).Item(), 5);
        Assert.Equal(0, StylePromptLoss.Likeness(Tensor.Ones([5]).Diag().Unsqueeze(0)).Item(), 6);
        Assert.Equal(0, StylePromptLoss.Likeness(Tensor.Ones([1, 1, 6])).Item());
    }

    [Fact]
    public void One_prompt_has_no_spread_and_a_spread_of_zero_is_the_mean()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(4);
        var states = Tensor.RandN([3, 5, 2], generator);
        Assert.Equal(0, StyleDistribution.Fit(states.Narrow(0, 0, 1)).Deviation.Abs().Max().Item());
        var style = StyleDistribution.Fit(states);
        Assert.Equal(0, style.Sample(generator, spread: 0).Squeeze(0).Sub(style.Mean).Abs().Max().Item());
    }

    [Fact]
    public void Prompts_and_distributions_read_back()
    {
        using var scope = Tensor.Scope();
        var (prompts, text) = Made();
        using (prompts)
        using (text)
        {
            var path = Path.Combine(_folder, "prompts.safetensors");
            // As a trainer that wraps the network writes them.
            StateDict.Save([("module.ctx", prompts.Contexts.Value)], path);
            using var read = StylePrompts.Open(path);
            Assert.Equal(prompts.Config, read.Config);
            Assert.Equal(0, read.Contexts.Value.Sub(prompts.Contexts.Value).Abs().Max().Item());

            var style = StyleDistribution.Fit(new StylePromptEncoder(text, Around).Encode(prompts.Of(0)).States.Squeeze(0));
            style.Save(Path.Combine(_folder, "style.safetensors"));
            var again = StyleDistribution.Open(Path.Combine(_folder, "style.safetensors"));
            Assert.Equal(0, again.Deviation.Sub(style.Deviation).Abs().Max().Item());
            Assert.Contains("'mean'", Assert.Throws<WeightException>(() => StyleDistribution.Open(path)).Message);
        }
    }

    [Fact]
    public void The_closed_form_of_a_style_vector_is_the_network()
    {
        using var scope = Tensor.Scope();
        using var prompt = new ImplicitStylePrompt(12, 3, 5);
        prompt.Initialize(new Generator(1));
        Assert.True(prompt.Forward().Flatten().Sub(prompt.ClosedForm()).Abs().Max().Item() < 1e-5);
    }

    [Fact]
    public void True_noise_brings_the_content_back()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(2);
        var (content, noise) = (Tensor.RandN([1, 4, 3, 3], generator), Tensor.RandN([1, 4, 3, 3], generator));
        var run = new StochasticInversion(0.5, 20);
        // A network that answers the noise of any latent of this content exactly.
        Tensor Oracle(Tensor x, int t)
        {
            var alpha = run.Alphas[run.Grid.ToList().IndexOf(t)];
            return (x - (content * Math.Sqrt(alpha))) / Math.Sqrt(1 - alpha);
        }

        var result = run.Decode(run.Noisy(content, noise), Oracle, TestContext.Current.CancellationToken);
        // The last step stops at timestep 0, which still has a little noise.
        Assert.True(result.Sub(content).Abs().Max().Item() < 0.2);
        Assert.Equal(451, run.Timesteps[0]);
    }

    private static (StylePrompts Prompts, ClipTextModel Text) Made()
    {
        var prompts = new StylePrompts(new(1, 5, 3, 24));
        prompts.Initialize(new Generator(7));
        var text = new ClipTextModel(new()
        {
            VocabSize = 50, HiddenSize = 24, IntermediateSize = 48, NumHiddenLayers = 2, NumAttentionHeads = 3, MaxPositionEmbeddings = 12,
        });
        text.Initialize(new Generator(8));
        return (prompts, text);
    }
}
