namespace Atelier.Models.Conversion;

/// <summary>The two ways in which the tensors of a network are named.</summary>
public enum WeightNames
{
    /// <summary>As in the folders of diffusers and transformers.</summary>
    Diffusers,

    /// <summary>As in the single files of the authors: Black Forest Labs' for FLUX, CompVis' for Stable Diffusion.</summary>
    Original,
}
