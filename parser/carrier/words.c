#include "carrier/words.h"

#include "carrier/priority.h"

bool word_is_name_byte(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0 ||
		(c != '\0' && strchr("_.-/()@+~*", c) != NULL);
}

bool word_is_host(strv word)
{
	char first = word.p[0], last = word.p[word.n - 1];
	bool begins = (first & 0x80) != 0 || is_digit(first) || (first >= 'a' && first <= 'z') ||
		(first >= 'A' && first <= 'Z') || first == '.' || first == ':' || first == '_';

	return begins && last != ':' && str_find_byte(word, '[') == SIZE_MAX && str_find_byte(word, '"') == SIZE_MAX;
}

bool word_is_bracketed(strv word)
{
	if (word.n < 3 || word.p[0] != '[' || word.p[word.n - 1] != ']' || is_digit(word.p[1]))
		return false;
	for (size_t i = 1; i + 1 < word.n; i++)
		if (!word_is_name_byte(word.p[i]))
			return false;
	return true;
}

int8_t word_severity_in_capitals(strv word)
{
	char lower[sizeof("warning")];

	if (word.n >= sizeof(lower))
		return -1;
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < 'A' || word.p[i] > 'Z')
			return -1;
		lower[i] = (char)(word.p[i] - 'A' + 'a');
	}
	return priority_severity((strv){lower, word.n});
}
