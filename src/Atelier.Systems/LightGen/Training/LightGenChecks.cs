using Atelier.Diorama.Captions;
using Atelier.Models.Mar;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Checks settings against each other and against the data before a run begins.</summary>
internal static class LightGenChecks
{
    /// <summary>Checks what can be known before painted sets are encoded.</summary>
    /// <exception cref="SettingException">A setting does not fit; the message names it.</exception>
    public static void Teachers(LightGenSettings settings)
    {
        SettingException.Require(settings.UseDiorama || settings.Painted.Count > 0, "use_diorama", false, "false only where painted names a folder");
        SettingException.Require(
            settings.TokenLabels is null || settings.Painted.Count == 0, "painted", settings.Painted.Count, "none beside token_labels: nobody knows what painted pictures show");
    }

    /// <exception cref="SettingException">A setting does not fit; the message names it.</exception>
    public static void Run(LightGenSettings settings, LatentCache cache, int textWidth)
    {
        Network(settings.Network, cache, textWidth, settings.HalfSize);
        SettingException.Require(settings.HeldOut >= 1 && settings.HeldOut < cache.Count, "held_out", settings.HeldOut, $"1 to {cache.Count - 1}");
        SettingException.Require(settings.Repeats >= 1, "repeats", settings.Repeats, "1 or more");
        SettingException.Require(settings.MirrorShare is >= 0 and <= 1, "mirror_share", settings.MirrorShare, "0 to 1");
        SettingException.Require(settings.CaptionDrop is >= 0 and < 1, "caption_drop", settings.CaptionDrop, "0 to less than 1");
        SettingException.Require(settings.Pictures >= 0, "pictures", settings.Pictures, "1 or more, or 0 for all");
        SettingException.Require(settings.CaptionsPerPicture >= 0, "captions_per_picture", settings.CaptionsPerPicture, "1 or more, or 0 for all");
        SettingException.Require(settings.LeastHidden is >= 0 and < 1, "least_hidden", settings.LeastHidden, "0 to less than 1");
        SettingException.Require(settings.Dropout is >= 0 and < 1, "dropout", settings.Dropout, "0 to less than 1");
        var styles = Enum.GetNames<CaptionStyle>();
        SettingException.Require(settings.Styles.All(s => styles.Contains(s.Key) && s.Value >= 0), "styles", string.Join(", ", settings.Styles.Keys), string.Join(", ", styles));
        SettingException.Require(settings.Sheet.Steps >= 1, "sheet.steps", settings.Sheet.Steps, "1 or more");
        SettingException.Require(settings.Sheet.HeadSteps is >= 1 and <= 1000, "sheet.head_steps", settings.Sheet.HeadSteps, "1 to 1000");
    }

    /// <exception cref="SettingException">The network does not fit the latents or the text encoder.</exception>
    public static void Network(LightGenConfig network, LatentCache cache, int textWidth, bool halfSize)
    {
        var (latent, side) = (cache.Autoencoder.Config, cache.LatentSize / (halfSize ? 2 : 1));
        SettingException.Require(network.LatentChannels == latent.LatentChannels, "network.latent_channels", network.LatentChannels, $"{latent.LatentChannels}, the autoencoder's");
        SettingException.Require(network.LatentStride == latent.Stride, "network.latent_stride", network.LatentStride, $"{latent.Stride}, the autoencoder's");
        SettingException.Require(network.TextChannels == textWidth, "network.text_channels", network.TextChannels, $"{textWidth}, the text encoder's width");
        SettingException.Require(side % network.PatchSize == 0, "network.patch_size", network.PatchSize, $"what divides a latent of {side}");
        foreach (var (name, heads) in new[] { ("encoder", network.EncoderHeads), ("decoder", network.DecoderHeads), ("cross", network.CrossHeads) })
            SettingException.Require(heads >= 1 && network.Width % heads == 0, $"network.{name}_heads", heads, $"what divides the width {network.Width}");
    }
}
