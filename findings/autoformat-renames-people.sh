#!/usr/bin/env bash
# Text::Autoformat (Perl) renames people: lines that begin with initials are a list for it, and it puts the letters in order. "D. Fox objects" becomes
# "C. Fox objects".
#
# Version: libtext-autoformat-perl 1.750000-2 (Debian 12), Text::Autoformat 1.75, the newest release.
# Expected: the module's page says that it wraps plain text sensibly, and that it renumbers lists (numbers, letters, Roman numerals) that have
#   gaps. Nobody takes three lines that begin with people's initials for a list, since they are not in its order.
# Seen: "A. Costa asks", "B. Nyberg answers", "D. Fox objects" come back with C. Fox. "I. Costa" and "V. Lang" become I. Costa and J. Lang. It happens to lines
#   that needed no wrapping at all. In the same way agenda items 13, 14, 16 become 13, 14, 15, and clause 7.3 after 7.1 becomes clause 8.3.
# For people of this field: lists of speakers by initial, agendas from which an item was dropped, and references to clauses are what minutes are made of,
#   and this filter is called from editors and mail programs. Nothing looks broken afterwards. Turn renumbering off
#   (renumber => 0), or do not run minutes through it.
# Convenor: wraps its mails itself and changes no word and no number.
#
# Needs: bash, perl, apt-get with dpkg (Debian 12). Unpacks libtext-autoformat-perl and libtext-reform-perl into a temporary folder; installs nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq libtext-autoformat-perl=1.750000-2 libtext-reform-perl > /dev/null 2>&1 || { echo "the packages cannot be fetched" >&2; exit 2; }
for package in *.deb; do dpkg -x "$package" .; done

cat > look.pl <<'PL'
use strict;
use warnings;
use Text::Autoformat;

sub look {
    my ($text, %options) = @_;
    my $after = autoformat($text, { all => 1, %options });
    $after =~ s/\n+\z/\n/;
    print "$text  becomes\n$after\n";
    return $after;
}

my $people = look("A. Costa asks\nB. Nyberg answers\nD. Fox objects\n");
my $items = look("13. Scope\n14. Table\n16. Close\n");
my $clauses = look("7.1 Scope\n7.3 Table\n");
my $off = look("A. Costa asks\nB. Nyberg answers\nD. Fox objects\n", renumber => 0);

my $is_there = $people =~ /^C\. Fox objects$/m && $items =~ /^15\. Close$/m && $clauses =~ /^8\.3 Table$/m && $off =~ /^D\. Fox objects$/m;
print $is_there ? "still so\n" : "changed\n";
exit($is_there ? 0 : 1);
PL
PERL5LIB="$work/usr/share/perl5" perl look.pl
