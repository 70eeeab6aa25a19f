"""Content packs: entries of one's own beside the core's, from a folder, a zip archive or one YAML file.

What can be wrong with a pack, besides the faults of entries (``primitives.shape``, ``catalogue.loader``, ``catalogue.checks``):

==================== ====================== ==========================================================================
code                 placeholders           when
==================== ====================== ==========================================================================
not-a-pack           given                  neither a folder nor a file that ends in .zip, .yaml or .yml
no-manifest          -                      no pack.yaml
not-in-pack          given, known           a file or folder that no pack has; `known` are the folders it may have
empty-pack           -                      no entry at all
linked-file          given                  a symbolic link, device or pipe instead of a file
too-many-files       limit                  more than `limit` files
pack-too-big         limit                  more than `limit` MB, packed or unpacked
zip-broken           detail                 the archive cannot be read; `detail` are the reader's English words
zip-locked           given                  an archived file needs a password
zip-path             given                  an archived file would lie outside the pack
twice-in-zip         given                  two archived files have one name
pack-twice           given                  two packs have one name
reserved-name        given                  a pack has the name of what firms add themselves
overwrites-core      given                  an entry has an id of the core
outside-namespace    given, expected        an id does not begin with the pack's own `expected`
link-of-others       given                  neither end of a link is an Unseen of the pack
shock-of-others      given                  a shock group takes in an Unseen that is not the pack's
file-language        given, expected        a file of translations is not called like its language
core-language        given                  a translation into German or English, which are the core's
no-such-language     given                  no two-letter code of ISO 639-1
language-twice       given                  a pack in one file has two translations into one language
no-such-entry        given                  a translation for an id that neither core nor packs have
no-such-text         given, known           the entry has no such text; `known` are those it has
not-dated            given                  a curation of an id that no rule or programme has
wrong-status         given, known           a curation has a status of another kind of entry; `known` are those it may have
odd-sign             given                  a sign nobody sees: control characters and such that turn the direction of writing
too-alike            given, other           two questions would have one name in forms: points and hyphens count as the same
==================== ====================== ==========================================================================
"""
