using Atelier.Training.Detection;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>The tasks that train Mini.</summary>
public static class MiniTasks
{
    /// <summary>Adds them to a registry.</summary>
    public static TaskRegistry AddMini(this TaskRegistry registry) => registry
        .Add<AutoencoderSettings>("autoencoder", (settings, environment) => new AutoencoderTask(settings, environment))
        .Add<UpscalerSettings>("upscaler", (settings, environment) => new UpscalerTask(settings, environment))
        .Add<TextToImageSettings>("text-to-image", (settings, environment) => new TextToImageTask(settings, environment))
        .Add<RewordingSettings>("rewording", (settings, environment) => new RewordingTask(settings, environment))
        .Add<DetectorSettings>("detector", (settings, environment) => new DetectorTask(settings, environment))
        .Add<SceneReaderSettings>("scene-reader", (settings, environment) => new SceneReaderTask(settings, environment));
}
