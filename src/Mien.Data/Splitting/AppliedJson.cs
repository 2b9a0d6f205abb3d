using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Mien.Data.Splitting;

/// <summary>The parameters of what was applied to a copy, as a JSON list with Albumentations' names.</summary>
/// <remarks>
/// Not by <see cref="JsonSerializer"/>: draws are structs, and for each of their types the runtime compiled some sixty methods of it, which took
/// longer than writing the parameters of 5,000 copies.
/// </remarks>
internal static class AppliedJson
{
    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    public static string Of(IEnumerable<AppliedTransform> applied)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var transform in applied)
            {
                WriteMembers(writer, transform.Parameters);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMembers(Utf8JsonWriter writer, object? value)
    {
        writer.WriteStartObject();
        foreach (var member in value is null ? [] : Members.GetOrAdd(value.GetType(), MembersOf))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Property.GetValue(value));
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case double number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case int or byte:
                writer.WriteNumberValue(Convert.ToInt32(value, null));
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteMembers(writer, value);
                break;
        }
    }

    private static Member[] MembersOf(Type type) => Array.ConvertAll(
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
        property => new Member(JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)), property));

    private sealed record Member(JsonEncodedText Name, PropertyInfo Property);
}
