using Atelier.Cli.Shell;
using Atelier.Models.Conversion;

namespace Atelier.Cli.Conversion;

/// <summary>Shows how far a conversion is.</summary>
internal sealed class TensorProgress(StatusLine status) : IProgress<ConversionProgress>
{
    public void Report(ConversionProgress value) => status.Show($"{value.Done + 1} of {value.Total}  {value.Tensor}", (double)value.Done / value.Total);
}
