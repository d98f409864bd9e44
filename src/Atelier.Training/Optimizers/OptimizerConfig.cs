using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Atelier.Training.Optimizers;

/// <summary>Which optimiser, for which parameters, with which numbers. Keys are those of the reference implementations.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AdamConfig), "adam")]
[JsonDerivedType(typeof(AdamWConfig), "adamw")]
[JsonDerivedType(typeof(SgdConfig), "sgd")]
[JsonDerivedType(typeof(LionConfig), "lion")]
[JsonDerivedType(typeof(MuonConfig), "muon")]
[JsonDerivedType(typeof(ProdigyConfig), "prodigy")]
[JsonDerivedType(typeof(AdafactorConfig), "adafactor")]
public abstract record OptimizerConfig
{
    /// <summary>Regular expression over full parameter names; empty takes all that no earlier entry took.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>Regular expression of names that are not taken after all.</summary>
    public string Except { get; init; } = "";

    /// <summary>Whether a parameter belongs here.</summary>
    public virtual bool Takes(TrainedTensor parameter) =>
        Regex.IsMatch(parameter.Name, Parameters) && (Except.Length == 0 || !Regex.IsMatch(parameter.Name, Except));

    /// <summary>Makes the optimiser.</summary>
    public abstract Optimizer Create(IEnumerable<TrainedTensor> parameters);
}
