using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>An adapter as a network of a run: its weights have the names that diffusers and PEFT use.</summary>
internal sealed class AdapterModule : Module
{
    public AdapterModule(Adapter adapter) => AddModule("transformer", adapter);
}
