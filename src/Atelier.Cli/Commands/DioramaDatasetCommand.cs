using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Cli.Worlds;
using Atelier.Diorama.Datasets;
using Atelier.Imaging;

namespace Atelier.Cli.Commands;

/// <summary>Renders a dataset into shards; a stopped one goes on where it was.</summary>
internal static class DioramaDatasetCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of the dataset; the same command goes on with a stopped one" };
        var world = new WorldOptions();
        var count = Ranged.Of("--count", "Scenes in the whole dataset", 1, 1_000_000_000, 1000L);
        var shard = Ranged.Of("--shard-size", "Scenes per file", 1, 65536, 512);
        var part = Ranged.Of("--part", "Which part this process renders, from 0", 0, 100_000, 0);
        var parts = Ranged.Of("--parts", "Processes that share the work", 1, 100_000, 1);
        var format = new Option<string>("--format") { Description = "Lossless format of the pictures", DefaultValueFactory = _ => "webp", HelpName = "webp|png" };
        format.AcceptOnlyFromAmong("webp", "png");
        var heldOut = new Option<bool>("--with-held-out") { Description = "Also the pairs of class and colour that training shall not see" };
        var even = new Option<bool>("--even") { Description = "Solids and common nouns equally often, more of them painted" };
        var rare = new Option<bool>("--with-rare") { Description = "With --even: rarer nouns too; for painters, where judges do without" };
        var command = new Command("dataset", "Render a dataset into shards; resumes, and splits over processes") { folder };
        world.AddTo(command);
        foreach (var option in new Option[] { count, shard, part, parts, format, heldOut, even, rare })
            command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var render = world.Read(parsed);
            if (parsed.GetValue(rare) && !parsed.GetValue(even))
                throw new UsageException("--with-rare goes with --even; without it the rarer nouns are there anyway.");
            var note = DatasetNote.Of(parsed.GetValue(heldOut), parsed.GetValue(even), parsed.GetValue(rare));
            var options = new DatasetOptions
            {
                Count = parsed.GetValue(count),
                FirstSeed = parsed.GetValue(world.Seed),
                Size = render.Width,
                Samples = render.Samples,
                Threads = render.Threads,
                ShardSize = parsed.GetValue(shard),
                Part = parsed.GetValue(part),
                Parts = parsed.GetValue(parts),
                Format = parsed.GetValue(format) == "png" ? PictureFormat.Png : PictureFormat.WebP,
                Scenes = DatasetNote.Options(note),
                Note = note,
            };
            return Task.FromResult(Run(parsed.GetRequiredValue(folder), options, CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation));
        });
        return command;
    }

    private static int Run(string folder, DatasetOptions options, bool json, Terminal terminal, CancellationToken cancellation)
    {
        if (options.Part >= options.Parts)
            throw new UsageException($"--part is 0 to {options.Parts - 1} with --parts {options.Parts}; {options.Part} was given.");
        long done = 0;
        using (var status = new StatusLine(terminal))
            Render(folder, options, new Reporter(status, d => done = d), cancellation);
        if (json)
            CliJson.Write(terminal.Output, new DatasetLine(folder, done), CliJson.Default.DatasetLine);
        else
            terminal.Output.WriteLine(folder);
        return ExitCode.Done;
    }

    private static void Render(string folder, DatasetOptions options, Reporter reporter, CancellationToken cancellation)
    {
        try
        {
            DatasetBuilder.Render(folder, options, reporter, cancellation);
        }
        catch (InvalidOperationException other)
        {
            throw new UsageException(other.Message);
        }
    }

    private sealed class Reporter(StatusLine status, Action<long> count) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value)
        {
            count(value.Done);
            status.Show($"scene {value.Done}/{value.Total}, {value.PerSecond:0.0} a second", (double)value.Done / value.Total);
        }
    }
}
