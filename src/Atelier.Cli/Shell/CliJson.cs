using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Atelier.Benchmarks;
using Atelier.Cli.Control;
using Atelier.Cli.Diagnosis;
using Atelier.Cli.Generation;
using Atelier.Cli.Generation.LightGen;
using Atelier.Cli.Generation.StableDiffusion;
using Atelier.Cli.Inspection;
using Atelier.Cli.Judging;
using Atelier.Cli.Training;
using Atelier.Cli.Upscaling;
using Atelier.Cli.Verification;
using Atelier.Cli.Worlds;
using Atelier.Models.Conversion;
using Atelier.Systems.LightGen.Evaluation;
using Atelier.Systems.OminiControl2.Judging;

namespace Atelier.Cli.Shell;

/// <summary>How results are written as JSON: snake case, one object a line, no reflection at start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(FileDescription))]
[JsonSerializable(typeof(BenchmarkResult))]
[JsonSerializable(typeof(ControlledFile))]
[JsonSerializable(typeof(ConvertedFile))]
[JsonSerializable(typeof(ControlScoreLine))]
[JsonSerializable(typeof(SpeedRow))]
[JsonSerializable(typeof(DatasetLine))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(GeneratedDiffusion))]
[JsonSerializable(typeof(GeneratedMasked))]
[JsonSerializable(typeof(GeneratedPicture))]
[JsonSerializable(typeof(GenEvalReport))]
[JsonSerializable(typeof(LightGenScore))]
[JsonSerializable(typeof(LightGenTimes))]
[JsonSerializable(typeof(ModelLine))]
[JsonSerializable(typeof(QualityReport))]
[JsonSerializable(typeof(RenderedFile))]
[JsonSerializable(typeof(TrainedRun))]
[JsonSerializable(typeof(UpscaledFile))]
[JsonSerializable(typeof(WrittenPath))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Writes one object on a line of its own; characters outside ASCII stay readable.</summary>
    public static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options))
            JsonSerializer.Serialize(writer, value, type);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
