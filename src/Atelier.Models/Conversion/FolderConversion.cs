using Atelier.Models.Conversion.Networks;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>Writes networks as folders of diffusers.</summary>
internal static class FolderConversion
{
    public static void Run(ModelInput input, ConversionRequest request, WeightOutput output)
    {
        if (request.Type is { } type && ElementTypes.IsQuantized(type))
            throw new WeightException($"'{request.Output}' is a folder, whose safetensors do not hold {type}; name a .gguf file.");
        if (request.Names == WeightNames.Original)
            throw new WeightException($"'{request.Output}' is a folder, which has diffusers' names; name a .safetensors or .gguf file for the authors' names.");
        if (input.Parts.FirstOrDefault(p => p is { Layout: null, Config: null }) is { } unknown)
            throw new WeightException($"{unknown.Source.Path} holds none of the networks whose names are known ({NetworkKind.Titles}), so its config cannot be written; only a file can be made of it.");
        var nested = request.Part is null && (input.IsPipeline || input.Parts.Count > 1);
        using var open = new OpenNetworks(input.Parts.Where(p => p.Layout is not null));
        if (request.Loras.Count > 0)
            LoraFusion.Apply(open.ByName, request.Loras, request.Type is not null, output.Notes);
        foreach (var part in input.Parts)
            PipelineFiles.Prepare(nested ? Path.Combine(request.Output, part.Name) : request.Output, part.FileName);
        if (nested && input.IsPipeline)
            PipelineFiles.Copy(input.Path, request.Output);
        foreach (var part in input.Parts)
        {
            var folder = nested ? Path.Combine(request.Output, part.Name) : request.Output;
            var network = open.ByName.GetValueOrDefault(part.Name);
            output.Write(Path.Combine(folder, part.FileName), network?.Tensors ?? part.Source, network is null ? part.Name : new WeightLayout(network.Family, WeightNames.Diffusers, "").ToString(), "", null);
            File.WriteAllText(Path.Combine(folder, "config.json"), network?.Config ?? part.Config);
        }

        if (nested && !input.IsPipeline)
            output.Notes.Add("The file holds no tokenizer and no scheduler; a whole pipeline needs those and a model_index.json.");
        open.NoteRest(input, output.Notes);
    }
}
