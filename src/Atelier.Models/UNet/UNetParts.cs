using Atelier.Models.Layers.Convolutions;

namespace Atelier.Models.UNet;

/// <summary>Parts that all levels make alike.</summary>
internal static class UNetParts
{
    public static ResnetBlock Resnet(UNetConfig config, int inputs, int outputs, double scale = 1) => new(
        inputs,
        outputs,
        config.NormNumGroups ?? 32,
        config.NormEps,
        config.ActFn,
        config.ClassEmbeddingsConcat ? 2 * config.TimeWidth : config.TimeWidth,
        config.ResnetTimeScaleShift == "scale_shift",
        scale);
}
