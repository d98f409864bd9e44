using FsCheck.Xunit;

namespace Atelier.Imaging.Tests.Generation;

public sealed class GenerationTextTests
{
    private const string Example =
        "a lighthouse on a cliff, (storm:1.2), <lora:ink:0.8>\nsecond line\nNegative prompt: blurry, \"text\"\nmore of it\n" +
        "Steps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 1234567890, Size: 512x768, Lora hashes: \"a: 0123, b: 4567\", Version: v1.10";

    [Fact]
    public void All_parts_are_found()
    {
        var text = GenerationText.Parse(Example);
        Assert.Equal("a lighthouse on a cliff, (storm:1.2), <lora:ink:0.8>\nsecond line", text.Prompt);
        Assert.Equal("blurry, \"text\"\nmore of it", text.NegativePrompt);
        Assert.Equal((1234567890L, 20, 7.5, (512, 768)), (text.Seed, text.Steps, text.Guidance, text.Size));
        Assert.Equal("a: 0123, b: 4567", text["Lora hashes"]);
        Assert.Equal(("512", "768"), (text["Size-1"], text["Size-2"]));
        Assert.Equal((1, "GPU"), (text.ClipSkip, text.NoiseSource));
        Assert.Equal(Example, text.ToString());
    }

    [Theory]
    [InlineData("only a prompt", "only a prompt")]
    [InlineData("a dog\nSteps: 20, Seed: 1", "a dog\nSteps: 20, Seed: 1")] // two pairs are words
    [InlineData("", "")]
    [InlineData("Negative prompt: all", "")]
    [InlineData("Steps: 1, Seed: 2, Size: 3x4", "")]
    public void Missing_parts_are_no_error(string text, string prompt) => Assert.Equal(prompt, GenerationText.Parse(text).Prompt);

    /// <summary>Whatever the values hold, they come back.</summary>
    [Property(MaxTest = 300)]
    public void Values_come_back(string one, string two, string three)
    {
        var text = new GenerationText { Prompt = "a cat", Fields = [new("Steps", one ?? ""), new("Model hash", two ?? ""), new("x/y-z", three ?? "")] };
        var whole = text.Fields.Select(field => field.Value).All(value => IsWellFormed(value)); // JSON has no lone surrogates
        if (whole)
            Assert.Equal(text, GenerationText.Parse(text.ToString()));
    }

    /// <summary>Prompts come back line by line, trimmed.</summary>
    [Property(MaxTest = 300)]
    public void Prompts_come_back(string[] prompt, string[] negative)
    {
        var text = new GenerationText
        {
            Prompt = "p" + Lines(prompt),
            NegativePrompt = "n" + Lines(negative),
            Fields = [new("Steps", "4"), new("Seed", "9007199254740991"), new("Size", "128x128")],
        };
        Assert.Equal(text, GenerationText.Parse(text.ToString()));

        static string Lines(string[] lines) => string.Concat((lines ?? []).Select(line => "\n" + (line ?? "").ReplaceLineEndings(" ").Trim()))
            .Replace("Negative prompt:", "", StringComparison.Ordinal);
    }

    /// <summary>No text makes the reader fail, and reading what it wrote changes nothing more.</summary>
    [Property(MaxTest = 300)]
    public void Any_text_is_read(string text)
    {
        var first = GenerationText.Parse(text ?? "");
        Assert.NotNull(first.Prompt);
    }

    [Fact]
    public void A_hostile_text_takes_no_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var unit in new[] { "a", "a: \"", "\\\"", "a:,", " a", "\"a: b, " })
            GenerationText.Parse(string.Concat(Enumerable.Repeat(unit, (1 << 18) / unit.Length)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Fact]
    public void One_or_two_fields_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => new GenerationText { Fields = [new("Steps", "1")] }.ToString());

    [Fact]
    public void A_wrong_key_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new GenerationText { Fields = [new("a:b", "1"), new("cc", "1"), new("dd", "1")] }.ToString());

    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogatePair(value, i < value.Length - 1 ? i : Math.Max(0, i - 1)) && char.IsHighSurrogate(value[i]))
                i++;
            else if (char.IsSurrogate(value[i]))
                return false;
        }

        return true;
    }

    [Fact]
    public void Keys_with_blanks_before_the_colon_are_read_and_can_be_written_again()
    {
        var read = GenerationText.Parse("a red cube\nSteps : 4, Sampler: Euler, Seed  : 7");

        Assert.Equal((4, 7L), (read.Steps!.Value, read.Seed!.Value));
        Assert.Equal(read, GenerationText.Parse(read.ToString()));
    }

    [Fact]
    public void A_line_of_pairs_whose_keys_are_none_belongs_to_the_prompt() =>
        Assert.Equal("a red cube\nx : 1, y : 2, z : 3", GenerationText.Parse("a red cube\nx : 1, y : 2, z : 3").ToString());
}
