using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Data.Tests.Pipelines;

/// <summary>
/// Pipeline files that were damaged at random are read, or refused with a place; nothing else ever happens. MIEN_FUZZ=5000 tries
/// more of them than the few hundred of an ordinary run.
/// </summary>
public sealed class PipelineFuzzTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "albumentations", "yaml");

    // What files are made of, what YAML makes something of, and what numbers can be.
    private static readonly string[] Pieces =
    [
        "- ", ": ", "\n", "  ", "\t", "{", "}", "[", "]", ",", "\"", "'", "&a ", "*a", "!x ", "!!python/tuple ", "!<", "|\n", ">\n", "? ", "---\n", "...\n", "%YAML 9.9\n", "#",
        "<<: ", "\0", "\uFFFF", "é", "😐", "null", "~", "yes", ".nan", ".inf", "1e0", "1e999", "-1", "0", "99999999999", "0x1F", "010", "transforms", "p", "__class_fullname__: ",
        "OneOf", "Compose", "SomeOf", "Affine", "n: 3", "limit: ", "transform:", "\r", "\u0085", "\u2028",
    ];

    [Fact]
    public void A_damaged_file_is_read_or_refused_with_a_place()
    {
        var files = Directory.GetFiles(Folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray();
        var count = int.Parse(Environment.GetEnvironmentVariable("MIEN_FUZZ") ?? "400", CultureInfo.InvariantCulture);
        var (accepted, refused) = (0, 0);
        for (var index = 0; index < count; index++)
        {
            var random = new RandomStream(1, "fuzz", index: index);
            var text = Damage(files[index % files.Length], ref random);
            var watch = Stopwatch.StartNew();
            if (Read(text, index) is { } pipeline)
            {
                accepted++;
                Assert.Equal(pipeline.ToYaml(), TransformPipeline.Parse(pipeline.ToYaml(), "again.yml").ToYaml());
            }
            else
            {
                refused++;
            }

            // The largest file takes a few milliseconds; a machine that is busy with other things a hundred times as long.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"text {index} took {watch.Elapsed}");
        }

        // Both ends were reached: some damage does no harm, such as a changed digit.
        Assert.InRange(accepted, count / 50, count);
        Assert.InRange(refused, count / 3, count);
    }

    private static TransformPipeline? Read(string text, int index)
    {
        try
        {
            return TransformPipeline.Parse(text, "fuzz.yml");
        }
        catch (ConfigProblemsException e)
        {
            Assert.NotEmpty(e.Problems);
            Assert.All(e.Problems, problem => Assert.Matches(@"^fuzz\.yml(:\d+:\d+)?: \S", problem.ToString()));

            // Only what concerns the whole text has no line.
            Assert.All(e.Problems.Where(problem => problem.Origin == "fuzz.yml"), problem => Assert.Contains("but got nothing", problem.Message, StringComparison.Ordinal));
            return null;
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"text {index} was answered with {e.GetType()}:\n{text}", e);
        }
    }

    private static string Damage(string text, ref RandomStream random)
    {
        var damaged = new StringBuilder(text);
        for (var edits = 1 + random.NextInt32(3); edits > 0 && damaged.Length > 0; edits--)
        {
            var at = random.NextInt32(damaged.Length);
            var length = Math.Min(1 + random.NextInt32(random.NextBool(0.2) ? 40 : 3), damaged.Length - at);
            switch (random.NextInt32(6))
            {
                case 0:
                    damaged.Remove(at, length);
                    break;
                case 1:
                    damaged.Insert(at, Pieces[random.NextInt32(Pieces.Length)]);
                    break;
                case 2:
                    damaged.Remove(at, length).Insert(at, Pieces[random.NextInt32(Pieces.Length)]);
                    break;
                case 3:
                    damaged.Insert(random.NextInt32(damaged.Length), damaged.ToString(at, length));
                    break;
                case 4:
                    damaged[at] = (char)('0' + random.NextInt32(10));
                    break;
                default:
                    damaged.Length = random.NextBool(0.1) ? at : damaged.Length;
                    break;
            }
        }

        return damaged.ToString();
    }
}
