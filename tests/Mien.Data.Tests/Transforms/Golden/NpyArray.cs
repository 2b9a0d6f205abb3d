using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Mien.Data.Tests.Transforms.Golden;

/// <summary>An array of numpy as it saves it (version 1.0, rows first), as doubles.</summary>
internal static partial class NpyArray
{
    private const int HeaderStart = 10;

    public static double[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerLength = BitConverter.ToUInt16(bytes, HeaderStart - 2);
        var header = Encoding.ASCII.GetString(bytes, HeaderStart, headerLength);
        var data = bytes.AsSpan(HeaderStart + headerLength);
        return TypePattern().Match(header).Groups[1].Value switch
        {
            "<f8" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
            "<f4" => [.. MemoryMarshal.Cast<byte, float>(data).ToArray().Select(value => (double)value)],
            "|b1" => [.. data.ToArray().Select(value => (double)value)],
            var other => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{other}' in {path}")),
        };
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex TypePattern();
}
