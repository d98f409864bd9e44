namespace Atelier.Cli.Control;

/// <summary>One figure in the JSON of <c>atelier evaluate ominicontrol2</c>.</summary>
internal sealed record ControlScoreLine(string Task, string Metric, string Variant, double Value);
