//! The client's wish, and what is given for it.

use super::offers::{
    EXPANDED_JSON_LD, GRAPH_OFFERS, HTML, JSON_LD, SHORTHANDS, TABLE_OFFERS, are_same, graph_shorthand,
    is_known, table_shorthand, with_charset,
};
use crate::negotiate::{Accept, Offer};
use crate::parameters::Parameters;
use crate::problem::Problem;
use http::HeaderMap;
use mutuelle_commons::{GraphFormat, QueryForm, RdfFormat, ResultFormat};

/// What a query's answer is written as, and what the answer says that it is.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) format: ResultFormat,
    pub(crate) content_type: &'static str,
}

/// The client's wish: `?format=` where it is given, else `Accept`.
pub(crate) struct Wish {
    /// Some clients name several, for servers that know one of them.
    formats: Vec<String>,
    accept: Accept,
}

impl Wish {
    pub(crate) fn new(format: Option<&str>, headers: &HeaderMap) -> Self {
        Self {
            formats: format.map(str::to_owned).into_iter().collect(),
            accept: Accept::of(headers),
        }
    }

    /// The same where the format may be given more than once: the first that is known counts.
    pub(crate) fn of(parameters: &Parameters, headers: &HeaderMap) -> Self {
        Self {
            formats: parameters.all("format").map(str::to_owned).collect(),
            accept: Accept::of(headers),
        }
    }

    /// The format for a query of this form. JSON-LD is written as `json_ld`, or expanded for a client that asks for it.
    ///
    /// # Errors
    /// 406 with what is offered; 400 when `?format=` names no format at all.
    pub(crate) fn for_form(&self, form: QueryForm, json_ld: &GraphFormat) -> Result<Chosen, Problem> {
        match form {
            QueryForm::Select | QueryForm::Ask => {
                let offer = self.chosen(&TABLE_OFFERS, table_shorthand)?;
                Ok(Chosen {
                    format: ResultFormat::Table(offer.value),
                    content_type: with_charset(offer.media_type),
                })
            }
            QueryForm::Construct | QueryForm::Describe => {
                let (format, content_type) = self.for_graph(json_ld)?;
                Ok(Chosen {
                    format: ResultFormat::Graph(format),
                    content_type,
                })
            }
        }
    }

    /// The format for a graph, with its content type. JSON-LD as in [`Self::for_form`].
    ///
    /// # Errors
    /// As [`Self::for_form`].
    pub(crate) fn for_graph(&self, json_ld: &GraphFormat) -> Result<(GraphFormat, &'static str), Problem> {
        let offer = self.chosen(&GRAPH_OFFERS, graph_shorthand)?;
        Ok(self.written(offer, json_ld))
    }

    /// How an offer is written for this client, with its content type. What is expanded in any case says nothing of it.
    pub(crate) fn written(
        &self,
        offer: Offer<RdfFormat>,
        json_ld: &GraphFormat,
    ) -> (GraphFormat, &'static str) {
        let is_compact = matches!(json_ld, GraphFormat::CompactJsonLd(_));
        if offer.value != JSON_LD {
            (offer.value.into(), with_charset(offer.media_type))
        } else if is_compact && offer.media_type == "application/ld+json" && self.expands_json_ld() {
            (JSON_LD.into(), EXPANDED_JSON_LD)
        } else {
            (json_ld.clone(), offer.media_type)
        }
    }

    fn expands_json_ld(&self) -> bool {
        let is_graph = |format: &&String| {
            graph_shorthand(format).is_some() || GRAPH_OFFERS.iter().any(|offer| offer.media_type == *format)
        };
        match self.formats.iter().find(is_graph) {
            Some(format) => format == "jsonld-expanded",
            None => self.accept.expands_json_ld,
        }
    }

    /// The format for a graph that is written in JSON-LD in one form only.
    ///
    /// # Errors
    /// As [`Self::for_form`].
    pub(crate) fn for_plain_graph(&self) -> Result<(RdfFormat, &'static str), Problem> {
        let offer = self.chosen(&GRAPH_OFFERS, graph_shorthand)?;
        Ok((offer.value, with_charset(offer.media_type)))
    }

    /// The format for a description that is JSON-LD unless the client says otherwise.
    ///
    /// # Errors
    /// As [`Self::for_form`].
    pub(crate) fn for_description(&self) -> Result<(RdfFormat, &'static str), Problem> {
        let first = |offer: &Offer<RdfFormat>| offer.media_type != "application/ld+json";
        let mut offers = GRAPH_OFFERS;
        offers.sort_by_key(first);
        let offer = self.chosen(&offers, graph_shorthand)?;
        Ok((offer.value, with_charset(offer.media_type)))
    }

    /// Whether the client names HTML, or likes an HTML page better than any graph format. A tie goes to RDF.
    pub(crate) fn prefers_page(&self) -> bool {
        if let Some(format) = self.formats.first() {
            return are_same(format, HTML);
        }
        let best_graph = GRAPH_OFFERS
            .iter()
            .map(|offer| self.accept.weight(offer.media_type))
            .max();
        Some(self.accept.weight(HTML)) > best_graph
    }

    fn chosen<T: Copy>(
        &self,
        offers: &[Offer<T>],
        shorthand: fn(&str) -> Option<&'static str>,
    ) -> Result<Offer<T>, Problem> {
        let named = |format: &String| {
            let wanted = shorthand(format).unwrap_or(format);
            offers.iter().find(|offer| offer.media_type == wanted).copied()
        };
        let chosen = match self.formats.as_slice() {
            [] => self.accept.choose(offers),
            formats => formats.iter().find_map(named),
        };
        if let (None, Some(format)) = (chosen, self.formats.first())
            && !self.formats.iter().any(|format| is_known(format))
        {
            let message = format!("`format={format}` is no format known here");
            return Err(Problem::malformed(message).with("offered", SHORTHANDS));
        }
        let media_types: Vec<&str> = offers.iter().map(|offer| offer.media_type).collect();
        chosen.ok_or_else(|| Problem::not_acceptable(&media_types))
    }
}

#[cfg(test)]
mod tests;
