using System.Text;
using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.FlowMatching;
using Atelier.Models.Configs;

namespace Atelier.Fuzzing.Targets;

/// <summary>The <c>scheduler_config.json</c> of all samplers: a walk, or one of the exceptions that the command line tells in one line.</summary>
internal sealed class SchedulerTarget : FuzzTarget
{
    public override string Name => "scheduler";

    public override Type Refusal => typeof(NotSupportedException);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Files("schedulers", "*.json").Concat(Files("flow_match", "*.json")).Select(file => JsonDocument.Parse(file).RootElement)
            .Select(golden => Encoding.UTF8.GetBytes($"{{\"class\": \"{golden.GetProperty("component").GetString()}\", \"config\": {golden.GetProperty("config").GetRawText()}}}")),
    ];

    public override bool IsRefusal(Exception error) => error is ConfigException or NotSupportedException or ArgumentException;

    public override byte[] Mutate(Random random, byte[] input, byte[] other) => JsonMutations.Mutate(random, input, other);

    public override void Read(byte[] input)
    {
        var json = JsonFile.ParseObject(input, "scheduler");
        if (!json.TryGetProperty("class", out var name) || name.ValueKind != JsonValueKind.String || !json.TryGetProperty("config", out var config))
            return;
        if (name.GetString()!.StartsWith("FlowMatch", StringComparison.Ordinal))
            FlowMatchSchedule.Even(FlowMatchOptions.Parse(config), 4, 64);
        else
        {
            using var sampler = new SamplerConfig(config, name.GetString()).Create(6);
            _ = sampler.Timesteps.Count + sampler.InitialNoiseScale;
        }
    }
}
